import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { LastFrame } from './last-frame.js';
import { raceAbort } from '../playback/deferred.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** Provides the frames of a custom source, converted from its inputs. */
export interface FrameFeed {
  /** Opens the input, and rejects with its error. */
  start(): Promise<void>;
  /**
   * The next frame when it is due, owned by the caller; `undefined` at the end and once the feed is closed. Calls
   * must not overlap.
   */
  next(): Promise<VideoFrame | undefined>;
  /** Ends a pending `next`, then frees everything. */
  close(): Promise<void>;
}

/** Settings of a custom source. */
export interface CustomVideoSourceParts {
  /** Name of the source in logs and errors. */
  readonly label: string;
  readonly clock: CaptureClock;
  /** Nominal frames per second. */
  readonly framerate: number;
  /** Creates the feed of one run. */
  readonly openFeed: (reader: FrameInputReader) => Promise<FrameFeed>;
}

/** A source silent for this long repeats its last frame, so that a joining viewer sees it. */
const REPEAT_AFTER_MS = 200;

/** Size for a source that ended before its first frame. */
const UNKNOWN_SIZE = { width: 1280, height: 720 };

/** A source of the application's own frames. */
export class CustomVideoSource implements VideoSource {
  /** An end is final; a failure may be temporary. */
  readonly reconnects = 'after-failure';
  private feed: FrameFeed | undefined;
  private reader: FrameInputReader | undefined;
  private first: VideoFrame | undefined;
  private abort = new AbortController();
  private opening: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: CustomVideoSourceParts) {}

  get label(): string {
    return this.parts.label;
  }

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.closing = undefined;
    this.abort = new AbortController();
    // The first frame may never arrive; closing the feed ends the wait.
    const interrupt = () => void this.close().catch(() => undefined);
    signal.addEventListener('abort', interrupt, { once: true });
    const opening = this.begin(AbortSignal.any([signal, this.abort.signal]))
      .catch((error: unknown) => {
        throw this.toSourceError(error);
      })
      .finally(() => signal.removeEventListener('abort', interrupt));
    this.opening = opening.catch(() => undefined);
    return opening;
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { feed, first } = this;
    this.first = undefined;
    if (feed === undefined || first === undefined) return;
    const shown = new LastFrame();
    let next: Promise<VideoFrame | undefined> | undefined;
    try {
      yield shown.follow(first);
      for (;;) {
        next = feed.next();
        yield* this.repeatUntil(next, shown);
        const frame = await next;
        next = undefined;
        if (frame === undefined) return;
        yield shown.follow(frame);
      }
    } catch (error) {
      throw this.toSourceError(error);
    } finally {
      // Discards the pending frame of a reader that left during a repetition.
      next?.then((frame) => frame?.close()).catch(() => undefined);
      shown.close();
    }
  }

  /** A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  private async begin(signal: AbortSignal): Promise<VideoSourceInfo> {
    const { framerate, openFeed } = this.parts;
    this.reader = await FrameInputReader.create();
    const opening = openFeed(this.reader);
    this.feed = await raceAbort(opening, signal);
    if (this.feed === undefined) {
      opening.then((late) => late.close()).catch(() => undefined);
      throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    }
    await this.feed.start();
    this.first = await this.feed.next();
    if (signal.aborted) throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    const { width, height } = this.first ?? UNKNOWN_SIZE;
    return { width, height, framerate, live: true };
  }

  private async free(): Promise<void> {
    this.abort.abort();
    try {
      await this.feed?.close();
    } finally {
      await this.opening;
      this.feed = undefined;
      this.first?.close();
      this.first = undefined;
      this.reader?.close();
      this.reader = undefined;
    }
  }

  private async *repeatUntil(next: Promise<unknown>, shown: LastFrame): AsyncGenerator<VideoFrame> {
    const { clock } = this.parts;
    const settled = new AbortController();
    next.catch(() => undefined).finally(() => settled.abort());
    for (;;) {
      await clock.sleep(REPEAT_AFTER_MS, settled.signal);
      if (settled.signal.aborted) return;
      const again = shown.again(clock.nowUs());
      if (again !== undefined) yield again;
    }
  }

  /** Application errors do not name the source. */
  private toSourceError(error: unknown): WebGearRtcError {
    if (error instanceof WebGearRtcError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new WebGearRtcError('WGR_SOURCE_FAILED', { source: this.label, reason }, { cause: error });
  }
}
