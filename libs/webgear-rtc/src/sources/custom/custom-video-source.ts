import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { LastFrame } from './last-frame.js';
import { raceAbort } from '../playback/deferred.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** What a source of the user's frames is made of. */
export interface CustomVideoSourceParts {
  /** What to call it in logs and errors. */
  readonly label: string;
  readonly clock: CaptureClock;
  /** Nominal frames per second. */
  readonly framerate: number;
  /** Makes the feed of one run. */
  readonly openFeed: (reader: FrameInputReader) => Promise<FrameFeed>;
}

/** A source that is silent for this long shows its last frame again, so that a viewer who joins sees it. */
const REPEAT_AFTER_MS = 200;

/** Size of a source that ended before its first frame. */
const UNKNOWN_SIZE = { width: 1280, height: 720 };

/** A source of the user's making. */
export class CustomVideoSource implements VideoSource {
  /** An end is meant; a failure may pass. */
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
    // A first frame may never come: closing the feed is what ends the wait.
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
      // A reader that leaves during a repetition leaves a frame behind that is on its way.
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

  /** The user's own errors say nothing of where they come from. */
  private toSourceError(error: unknown): WebGearRtcError {
    if (error instanceof WebGearRtcError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new WebGearRtcError('WGR_SOURCE_FAILED', { source: this.label, reason }, { cause: error });
  }
}

/** Where a custom source gets its frames, made from frames of any form. */
export interface FrameFeed {
  /** Opens what there is to open. Rejects with what it rejects with. */
  start(): Promise<void>;
  /**
   * The next frame, owned by the caller, when it is due; `undefined` at the end and once the feed is closed. Calls must
   * not overlap.
   */
  next(): Promise<VideoFrame | undefined>;
  /** Ends a `next` under way, then frees everything. */
  close(): Promise<void>;
}
