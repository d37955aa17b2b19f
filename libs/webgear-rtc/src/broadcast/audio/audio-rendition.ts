import { Subject, type Observable, type Unsubscribable } from 'rxjs';
import type { AudioCodec, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { audioTrack, sourceRung } from '../../media/rendition-key.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import type { AudioPacketizer } from '../../rtp/packetizer.js';
import type { BroadcastRendition } from '../broadcast-rendition.interface.js';
import { Broadcaster } from '../broadcaster.js';
import { RecentFrameCache } from '../frame-cache.js';

/** How old a packet may be that a new sink begins with, in microseconds; the ones before it are never sent again. */
const RECENT_US = 60_000;

/** How long a source may be without sound before viewers get silence, whose clock keeps the sound that follows in time. */
const SILENCE_AFTER_MS = 500;

/** Samples of each channel in 20 ms of silence, and their rate. */
const SILENCE_SAMPLES = 960;
const SILENCE_RATE_HZ = 48_000;

/** What makes the packets of a rendition: an encoder, or what passes those of the source. */
export interface AudioPacketSource {
  push(frame: AudioFrame | EncodedAudioFrame): void;
  /** Silence instead of the sound, on the same clock. */
  setMuted(muted: boolean): void;
  stats(): {
    readonly packetsEncoded: number;
    readonly bytesEncoded: number;
    readonly encodersOpened: number;
  };
  close(): Promise<void>;
}

/** What the rendition is made of. */
export interface AudioRenditionParts {
  readonly codec: AudioCodec;
  /** `full` for an encode, `source` for the source's own packets. */
  readonly rung: string;
  /** The sound of the source, which is read only while this is subscribed. */
  readonly audio$: Observable<AudioFrame | EncodedAudioFrame>;
  /** Starts what makes packets, once it is known of how many channels; until then there is none to be sent. */
  readonly createSource: (
    onPacket: (packet: EncodedAudioFrame) => void,
    signal: AbortSignal,
  ) => Promise<AudioPacketSource>;
  /** Whether listeners get silence while the source gives nothing, though there may never be sound. */
  readonly isSilenceSent: () => boolean;
  readonly clock: CaptureClock;
  readonly packetizer: AudioPacketizer;
  readonly onError: (error: unknown) => void;
}

/** The sound of a stream as one codec, and all who listen to it: each packet is made once. */
export class AudioRendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  private readonly encoded = new Subject<EncodedAudioFrame>();
  private readonly sound: Unsubscribable;
  private readonly starting: Promise<void>;
  private source: AudioPacketSource | undefined;
  private readonly closing = new AbortController();
  private muted = false;
  private isSilent = true;
  private sentUs = 0;
  private bytesSent = 0;

  constructor(private readonly parts: AudioRenditionParts) {
    const { audio$, onError } = parts;
    this.broadcaster = new Broadcaster(this, new RecentFrameCache(RECENT_US), onError);
    this.sound = audio$.subscribe({ next: (frame) => this.push(frame), error: onError });
    this.starting = this.start().catch(onError);
  }

  get encodedFrames$(): Observable<EncodedAudioFrame> {
    return this.encoded.asObservable();
  }

  /** Each packet is one. */
  requestKeyFrame(): void {
    // Nothing to do: the next packet is at most as far away as its duration.
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.source?.setMuted(muted);
  }

  stats(): RenditionStats {
    const { codec, rung } = this.parts;
    const { packetsEncoded = 0, bytesEncoded = 0, encodersOpened = 0 } = this.source?.stats() ?? {};
    return {
      track: audioTrack.kind,
      codec,
      rung,
      width: 0,
      height: 0,
      bitrateBps: this.sentUs === 0 ? 0 : Math.round((this.bytesSent * 8_000_000) / this.sentUs),
      passthrough: rung === sourceRung || (encodersOpened === 0 && packetsEncoded > 0),
      encodersOpened,
      framesEncoded: packetsEncoded,
      framesDropped: 0,
      framesLeftOut: 0,
      keyFramesEncoded: packetsEncoded,
      bytesEncoded,
      peers: this.broadcaster.viewerCount,
    };
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.sound.unsubscribe();
    await this.source?.close();
    await this.starting;
    this.encoded.complete();
  }

  private push(frame: AudioFrame | EncodedAudioFrame): void {
    if (this.source === undefined) return;
    this.isSilent = false;
    this.source.push(frame);
  }

  private async start(): Promise<void> {
    const { createSource, isSilenceSent, clock } = this.parts;
    const { signal } = this.closing;
    const source = await createSource((packet) => this.send(packet), signal);
    if (signal.aborted) return source.close();
    source.setMuted(this.muted);
    this.source = source;
    await clock.sleep(SILENCE_AFTER_MS, signal);
    if (signal.aborted || !this.isSilent || !isSilenceSent()) return;
    // It goes on by itself from there.
    const samples = new Float32Array(SILENCE_SAMPLES);
    source.push({ samples, channels: 1, sampleRateHz: SILENCE_RATE_HZ, captureTimeUs: clock.nowUs() });
  }

  private send(packet: EncodedAudioFrame): void {
    if (this.closing.signal.aborted) return;
    this.sentUs += packet.durationUs;
    this.bytesSent += packet.data.length;
    this.broadcaster.broadcast(this.parts.packetizer.packetize(packet));
    this.encoded.next(packet);
  }
}
