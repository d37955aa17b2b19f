import { Observable, Subject, takeUntil } from 'rxjs';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioFormat, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import {
  audioTrack,
  isAudioRendition,
  renditionKeyId,
  type AudioRenditionKey,
  type RenditionKey,
} from '../../media/rendition-key.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import { AudioPacketizer } from '../../rtp/packetizer.js';
import { RtpClock } from '../../rtp/rtp-clock.js';
import type { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import { RenditionPool } from '../rendition-pool.js';
import type { RenditionTotal } from '../rendition-totals.js';
import type { AudioDescription, FrameSink, Subscription, TrackDescription } from '../stream-engine.js';
import { AudioRendition, type AudioPacketSource } from './audio-rendition.js';

/** RFC 3551, 4.5.14. */
const G711_CLOCK_RATE_HZ = 8000;

/** How long a listener waits for the source to say how many channels it has, before there are two. */
const FORMAT_WAIT_MS = 5000;

/** What makes the packets of one rendition. */
export interface AudioPacketSourceRequest {
  readonly key: AudioRenditionKey;
  /** Of the packets. */
  readonly channels: 1 | 2;
  readonly onPacket: (packet: EncodedAudioFrame) => void;
}

/** What the sound of a stream is made of. */
export interface StreamAudioParts {
  readonly streamName: string;
  /** `true`: viewers get silence where the source has no sound; `auto`: none then. */
  readonly mode: 'auto' | true;
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** That of the video; the sound has the same place in wall-clock time, which is what keeps both in sync. */
  readonly videoClock: RtpClock;
  /** RTP timestamp of capture time 0; random where left out (RFC 3550, 5.1). */
  readonly rtpOffset?: number;
  readonly createSource: (request: AudioPacketSourceRequest) => AudioPacketSource;
  /** Decodes what the source delivers encoded. */
  readonly decode: (audio$: Observable<AudioFrame | EncodedAudioFrame>) => Observable<AudioFrame>;
  readonly onError: (error: unknown) => void;
}

/** The sound of one stream: its renditions, and what is said of it. Nothing runs while nobody listens. */
export class StreamAudio {
  private readonly clock: RtpClock;
  private readonly pool: RenditionPool<AudioRendition>;
  private readonly closed = new Subject<void>();
  private muted = false;
  private currentMode: 'auto' | true;

  constructor(private readonly parts: StreamAudioParts) {
    const { clock, videoClock, rtpOffset, onError } = parts;
    this.currentMode = parts.mode;
    this.clock = new RtpClock(videoClock.wallClockOffsetUs, rtpOffset, audioTrack.clockRateHz);
    this.pool = new RenditionPool({ create: (key) => this.create(key), clock, onError });
  }

  /** See {@link StreamAudioParts.mode}. */
  get mode(): 'auto' | true {
    return this.currentMode;
  }

  /** See {@link StreamAudioParts.mode}; it holds for those who listen already. */
  setMode(mode: 'auto' | true): void {
    this.currentMode = mode;
  }

  /** Its track. */
  get track(): TrackDescription {
    const { wallClockOffsetUs, offset: rtpOffset } = this.clock;
    return { ...audioTrack, wallClockOffsetUs, rtpOffset };
  }

  /** See `StreamEngine.audio`. */
  async describe(waitMs: number): Promise<AudioDescription | undefined> {
    const format = await this.format(waitMs);
    if (format === 'unknown') return { channels: 2, codecs: ['opus'] };
    if (format === undefined)
      return this.currentMode === true ? { channels: 2, codecs: ['opus'] } : undefined;
    const { codec } = format;
    return {
      channels: sentChannels(format),
      codecs: codec === undefined || codec === 'opus' ? ['opus'] : ['opus', codec],
    };
  }

  /**
   * See `StreamEngine.subscribe`.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  subscribe(key: AudioRenditionKey, sink?: FrameSink): Subscription {
    return this.pool.subscribe(key, sink);
  }

  /** The packets that all viewers get; the encoder runs while there are subscribers. */
  encodedFrames$(key: AudioRenditionKey): Observable<EncodedAudioFrame> {
    return new Observable((subscriber) => {
      const share = this.pool.acquire(key);
      const subscription = share.rendition.encodedFrames$.subscribe(subscriber);
      subscription.add(() => share.release());
      return subscription;
    });
  }

  /** The decoded sound of the source, at its own rate, whether or not it is muted. */
  get audioFrames$(): Observable<AudioFrame> {
    return this.parts.decode(this.parts.capture.audio$.pipe(takeUntil(this.closed)));
  }

  /** Silence instead of the sound, for all who listen and all who come. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    for (const rendition of this.pool.renditions()) rendition.setMuted(muted);
  }

  /** Of each rendition in use; none while the source has no sound, although viewers wait for it. */
  stats(): RenditionStats[] {
    return this.hasSound ? this.pool.stats() : [];
  }

  /** See `RenditionPool.totals`. */
  totals(): RenditionTotal[] {
    return this.pool.totals();
  }

  close(): Promise<void> {
    this.closed.next();
    return this.pool.close();
  }

  /** Whether packets are sent: always, or since the source has said that it has sound. */
  private get hasSound(): boolean {
    return this.mode === true || this.parts.capture.info?.audio !== undefined;
  }

  private create(key: RenditionKey): AudioRendition {
    const { streamName, capture, clock, createSource, onError } = this.parts;
    if (key.track !== 'audio' || !isAudioRendition(key)) {
      throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName, rendition: renditionKeyId(key) });
    }
    const { codec, rung } = key;
    const rendition = new AudioRendition({
      codec,
      rung,
      audio$: capture.audio$,
      // With packets, players show that there is sound.
      isSilenceSent: () => this.hasSound,
      clock,
      createSource: async (onPacket, signal) => {
        const format = await this.format(FORMAT_WAIT_MS, signal);
        const channels = format === undefined || format === 'unknown' ? 2 : sentChannels(format);
        return createSource({ key, channels, onPacket });
      },
      packetizer: new AudioPacketizer(this.clockOf(key)),
      onError,
    });
    rendition.setMuted(this.muted);
    return rendition;
  }

  /** Both have the offset of the track, and with it the same timestamp at capture time 0. */
  private clockOf({ codec }: AudioRenditionKey): RtpClock {
    const { wallClockOffsetUs, offset } = this.clock;
    return codec === 'opus' ? this.clock : new RtpClock(wallClockOffsetUs, offset, G711_CLOCK_RATE_HZ);
  }

  /** What the source says; `undefined` where it has no sound. */
  private async format(waitMs: number, signal?: AbortSignal): Promise<AudioFormat | undefined | 'unknown'> {
    const { capture, clock } = this.parts;
    if (capture.info === undefined) {
      const waited = new AbortController();
      const opened = capture.opened().catch(() => undefined);
      const ends = signal === undefined ? waited.signal : AbortSignal.any([waited.signal, signal]);
      await Promise.race([opened, clock.sleep(waitMs, ends)]);
      waited.abort();
    }
    return capture.info === undefined ? 'unknown' : capture.info.audio;
  }
}

function sentChannels({ channels }: AudioFormat): 1 | 2 {
  return channels === 1 ? 1 : 2;
}
