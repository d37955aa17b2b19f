import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { isEncoded } from '../../media/encoded-frame.js';
import type { ReceivedMedia } from '../../media/received-media.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { raceAbort } from '../playback/deferred.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { blackFramerate, blackFrames, blackFrameSize } from './black-frames.js';
import { ReceivedFrameReader } from './received-frame-reader.js';

/** What a received source is made of. */
export interface ReceivedSourceParts {
  /** Name of the source in logs and errors, without credentials. */
  readonly label: string;
  readonly clock: CaptureClock;
  /**
   * The media of the peer, as soon as there is some; `undefined` when the signal aborts before. Rejects with coded errors, after
   * which it is called again.
   */
  readonly connect: (signal: AbortSignal) => Promise<ReceivedMedia | undefined>;
  /** Whether the session ends with the source: it was begun for it. A publisher's goes on without viewers. */
  readonly ownsMedia: boolean;
  /** See {@link VideoSource.hasPublisher}; left out where we connect to the peer. */
  readonly hasPublisher?: () => boolean;
  /** Receives warnings. */
  readonly logger?: StreamLogger | undefined;
}

/** The rate is known only by the frames; this is what encoders begin with. */
const assumedFramerate = 30;

/** The media of a remote peer as a source: passed through, or decoded where viewers could not decode it. */
export class ReceivedSource implements VideoSource {
  readonly reconnects = true;
  readonly isReadEncoded = true;
  private abort = new AbortController();
  private opening: Promise<unknown> = Promise.resolve();
  private media: ReceivedMedia | undefined;
  private reader: ReceivedFrameReader | undefined;
  private first: EncodedFrame | VideoFrame | undefined;
  private warnedOf = '';

  constructor(private readonly parts: ReceivedSourceParts) {}

  get label(): string {
    return this.parts.label;
  }

  get hasPublisher(): boolean | undefined {
    return this.parts.hasPublisher?.();
  }

  get packetsRead(): number {
    return this.reader?.framesRead ?? 0;
  }

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    const opening = this.connect(AbortSignal.any([signal, this.abort.signal]));
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {}

  async *encodedFrames(): AsyncGenerator<EncodedFrame | VideoFrame> {
    const { first, reader, media, parts } = this;
    this.first = undefined;
    if (media !== undefined && reader === undefined) {
      const ended = new AbortController();
      void media.closed.then(() => ended.abort());
      yield* blackFrames(parts.clock, AbortSignal.any([ended.signal, this.abort.signal]));
      return;
    }
    if (first !== undefined) yield first;
    for (let frame = await reader?.next(); frame !== undefined; frame = await reader?.next()) yield frame;
  }

  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { clock } = this.parts;
    for await (const frame of this.media?.audio?.frames ?? []) {
      const aheadUs = frame.captureTimeUs - clock.nowUs();
      // In the future where the peer takes longer for its frames than for its sound.
      if (aheadUs > 0) await clock.sleep(aheadUs / 1000, signal);
      if (signal.aborted) return;
      yield { ...frame, captureTimeUs: Math.min(frame.captureTimeUs, clock.nowUs()) };
    }
  }

  requestKeyFrame(): void {
    this.media?.requestKeyFrame();
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.opening;
    const { media, reader, first, parts } = this;
    this.media = undefined;
    this.reader = undefined;
    this.first = undefined;
    discard(first);
    await reader?.close();
    if (parts.ownsMedia) media?.close('nobody watches');
  }

  private async connect(signal: AbortSignal): Promise<VideoSourceInfo> {
    for (;;) {
      const media = await this.parts.connect(signal);
      if (media === undefined) throw this.stopped();
      this.media = media;
      const info = await this.begin(media, signal);
      if (info !== undefined) return info;
      if (signal.aborted) throw this.stopped();
      const reason = await media.closed;
      if (this.parts.ownsMedia) {
        throw new WebGearRtcError('WGR_SOURCE_UNREACHABLE', { source: this.label, reason });
      }
    }
  }

  /** @returns `undefined` when the session or the signal ended before the first frame */
  private async begin(media: ReceivedMedia, signal: AbortSignal): Promise<VideoSourceInfo | undefined> {
    const { video, audio } = media;
    const sound = audio && { audio: audio.format };
    if (video === undefined) return { ...blackFrameSize, framerate: blackFramerate, live: true, ...sound };
    const reader = new ReceivedFrameReader(video, (reason) => this.warn(reason));
    this.reader = reader;
    media.requestKeyFrame();
    const reading = reader.next();
    const first = await raceAbort(reading, signal);
    if (first === undefined || signal.aborted) {
      await reader.close();
      reading.then(discard, () => undefined);
      return undefined;
    }
    this.first = first;
    return {
      width: first.width,
      height: first.height,
      framerate: assumedFramerate,
      live: true,
      ...(reader.passthrough && { passthrough: reader.passthrough }),
      ...sound,
    };
  }

  private stopped(): WebGearRtcError<'WGR_SOURCE_STOPPED'> {
    return new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
  }

  private warn(reason: string): void {
    if (this.warnedOf === reason) return;
    this.warnedOf = reason;
    this.parts.logger?.warn(
      `The video of "${this.label}" is decoded and encoded again for each viewer's codec, since ${reason}.`,
    );
  }
}

function discard(frame: EncodedFrame | VideoFrame | undefined): void {
  if (frame !== undefined && !isEncoded(frame)) frame.close();
}
