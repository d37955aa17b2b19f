import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { AudioFormat, AudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { customAudio, type AudioInputs } from '../audio/custom-audio.js';
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
  /** Begins to make sound; `undefined` where there is none. */
  readonly openAudio?: (() => AudioInputs) | undefined;
  /** From the times that the frames state to their capture times, in microseconds; `undefined` while they state none. */
  readonly frameOffsetUs?: number | undefined;
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
  /** Receives what is wrong with the sound: it can occur with each input. */
  readonly onAudioError?: ((error: unknown) => void) | undefined;
}

/** A source silent for this long repeats its last frame, so that a joining viewer sees it. */
const REPEAT_AFTER_MS = 200;

/** Size for a source that ended before its first frame. */
const UNKNOWN_SIZE = { width: 1280, height: 720 };

/** The sound of an application, until it is known. */
const UNKNOWN_SOUND: AudioFormat = { sampleRateHz: 48_000, channels: 2 };

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
  private soundFormat = UNKNOWN_SOUND;

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

  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    const { feed } = this;
    if (feed?.openAudio === undefined) return;
    const { clock, onAudioError = () => undefined } = this.parts;
    const frames = customAudio(
      {
        open: feed.openAudio,
        clock,
        frameOffsetUs: () => feed.frameOffsetUs,
        onInvalid: onAudioError,
      },
      AbortSignal.any([signal, this.abort.signal]),
    );
    try {
      for await (const frame of frames) {
        const { sampleRateHz, channels } = frame;
        this.soundFormat = { sampleRateHz, channels };
        yield frame;
      }
    } catch (error) {
      throw this.toSourceError(error);
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
    const audio = this.feed.openAudio && this.soundFormat;
    return { width, height, framerate, live: true, ...(audio && { audio }) };
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
