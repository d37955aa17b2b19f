import type { Subscription } from 'rxjs';
import type { FrameInputReader, AsyncFrameInput } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameInput } from '../../media/frame-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { LiveTimeline } from '../playback/live-timeline.js';
import type { FrameObservable } from '../../options/custom-stream.js';
import type { AudioInputs } from '../audio/custom-audio.js';
import type { FrameFeed } from './custom-video-source.js';
import { frameTimeUs, noteMetadata, type OnFrameMetadata } from './frame-time.js';

/** Settings of a pushed feed. */
export interface PushedFeedParts {
  readonly inputs$: FrameObservable;
  readonly reader: Pick<FrameInputReader, 'needsDecoding' | 'keep' | 'share' | 'decode' | 'release'>;
  readonly clock: CaptureClock;
  readonly openAudio?: (() => AudioInputs) | undefined;
  readonly onMetadata?: OnFrameMetadata | undefined;
}

/** Decoded only when requested: it may be replaced before. */
interface PendingInput {
  readonly slow: AsyncFrameInput;
  readonly captureTimeUs: number;
}

/** Subscribes to frames, and keeps the newest until it is requested. */
export class PushedFeed implements FrameFeed {
  private readonly timeline = new LiveTimeline();
  private subscription: Subscription | undefined;
  private waiting: VideoFrame | PendingInput | undefined;
  private ended = false;
  /** See {@link FrameFeed.frameOffsetUs}. */
  frameOffsetUs: number | undefined;
  private failure: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;
  private pending: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PushedFeedParts) {}

  get openAudio(): (() => AudioInputs) | undefined {
    return this.parts.openAudio;
  }

  start(): Promise<void> {
    this.subscription = this.parts.inputs$.subscribe({
      next: (input) => this.take(input),
      error: (error: unknown) => this.end({ error }),
      complete: () => this.end(),
    });
    return Promise.resolve();
  }

  next(): Promise<VideoFrame | undefined> {
    const next = this.takeWaiting();
    this.pending = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    this.subscription?.unsubscribe();
    this.end();
    this.drop();
    await this.pending;
  }

  private async takeWaiting(): Promise<VideoFrame | undefined> {
    if (this.waiting === undefined && !this.ended) await new Promise<void>((wake) => (this.wake = wake));
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) {
      if (this.failure !== undefined) throw this.failure.error;
      return undefined;
    }
    if (!('slow' in waiting)) return waiting;
    const { reader } = this.parts;
    try {
      return await reader.decode(waiting.slow, waiting.captureTimeUs);
    } finally {
      reader.release(waiting.slow);
    }
  }

  private take(input: FrameInput): void {
    const { reader, clock } = this.parts;
    if (this.ended) return;
    try {
      const nowUs = clock.nowUs();
      const timeUs = frameTimeUs(input);
      const captureTimeUs = timeUs === undefined ? nowUs : this.timeline.captureTimeUs(timeUs, nowUs);
      this.frameOffsetUs = timeUs === undefined ? undefined : captureTimeUs - timeUs;
      const taken = reader.needsDecoding(input)
        ? { slow: reader.keep(input), captureTimeUs }
        : reader.share(input, captureTimeUs);
      this.drop();
      this.waiting = taken;
      noteMetadata(input, captureTimeUs, this.parts.onMetadata);
      this.wake();
    } catch (error) {
      // Not thrown: RxJS would rethrow it from a timer, which ends the process.
      this.end({ error });
    }
  }

  private drop(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.parts.reader.release('slow' in waiting ? waiting.slow : waiting);
  }

  private end(failure?: { readonly error: unknown }): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    this.subscription?.unsubscribe();
    this.wake();
  }
}
