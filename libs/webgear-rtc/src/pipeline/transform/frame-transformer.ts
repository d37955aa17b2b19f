import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import { PixelWriter } from '../../ffmpeg/pixels/pixel-writer.js';
import type { TransformStats } from '../../media/stream-stats.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { FrameScaler } from '../frame-scaler.js';
import type { FrameInput } from '../../media/frame-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { FrameTransform, TransformContext, TransformFormat } from '../../options/frame-transform.js';

/** How frames are transformed. */
export interface TransformSettings {
  readonly transform: FrameTransform;
  readonly format: TransformFormat;
  /** How long one frame may take, in milliseconds. */
  readonly budgetMs: number;
  /** The stream it belongs to. */
  readonly context: TransformContext;
}

/** A transform that fails does so thirty times a second: one line in ten seconds says as much. */
const REPORT_INTERVAL_US = 10_000_000;

/** The tools of a transform, there from its first frame on. */
interface Tools {
  readonly writer: PixelWriter;
  readonly reader: FrameInputReader;
}

/**
 * Lets a function of the user's change frames, one at a time and within a time budget.
 *
 * A frame that cannot be had in time, or for which the function fails, is left out rather than shown as it was: the
 * function may be there to hide something.
 */
export class FrameTransformer {
  private readonly counts = { framesTransformed: 0, framesOmitted: 0, framesLate: 0, framesFailed: 0 };
  private readonly scaler = new FrameScaler(0);
  private readonly abort = new AbortController();
  private tools: Promise<Tools> | undefined;
  private late = false;
  private busy: Promise<unknown> = Promise.resolve();
  private reportedUs = Number.NEGATIVE_INFINITY;

  /** @param onError told at most every ten seconds of frames that fail or are late */
  constructor(
    private readonly settings: TransformSettings,
    private readonly clock: CaptureClock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Takes a frame, which stays the caller's. Calls must not overlap. Never rejects.
   *
   * @returns what the function made of it, as `yuv420p` of even size, the caller's; `undefined` for no frame
   */
  transform(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const transforming = this.attempt(frame).catch((error: unknown) => {
      this.counts.framesFailed++;
      this.report('WGR_TRANSFORM_FAILED', error);
      return undefined;
    });
    this.busy = transforming;
    return transforming;
  }

  /** What became of the frames so far. */
  stats(): TransformStats {
    return { ...this.counts };
  }

  /** Ends the wait for a frame under way and frees everything. A second call does nothing. */
  async close(): Promise<void> {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    await this.busy;
    await this.scaler.close();
    const tools = await this.tools?.catch(() => undefined);
    tools?.writer.close();
    tools?.reader.close();
  }

  private async attempt(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const { counts } = this;
    if (this.abort.signal.aborted) return undefined;
    if (this.late) {
      // The memory of the samples is still lent, and a second call beside it would make both slower.
      counts.framesLate++;
      return undefined;
    }
    this.tools ??= openTools();
    const { writer, reader } = await this.tools;
    const samples = await writer.write(frame, this.settings.format);
    const returned = await this.inTime(
      async () => this.settings.transform(samples, this.settings.context),
      reader,
    );
    if (returned === undefined) return undefined;
    try {
      using changed = reader.needsDecoding(returned)
        ? await reader.decode(returned, frame.captureTimeUs)
        : reader.share(returned, frame.captureTimeUs);
      const scaled = await this.scaler.scale(changed);
      counts.framesTransformed++;
      return scaled === changed ? changed.clone() : scaled;
    } finally {
      reader.release(returned);
    }
  }

  /** The frame, if it comes within the budget and there is one. */
  private async inTime(
    make: () => Promise<FrameInput | undefined>,
    reader: FrameInputReader,
  ): Promise<FrameInput | undefined> {
    const { clock, counts, settings } = this;
    const startUs = clock.nowUs();
    const settled = new AbortController();
    const making = make().finally(() => settled.abort());
    // Whatever comes of it is looked at below; but when the wait ends first, a rejection has nobody else.
    making.catch(() => undefined);
    const enough = AbortSignal.any([settled.signal, this.abort.signal]);
    await clock.sleep(settings.budgetMs, enough);
    // One that kept the process busy for too long has settled, and is late all the same.
    const isLate = clock.nowUs() - startUs > settings.budgetMs * 1000;
    if (settled.signal.aborted && !isLate) {
      const returned = await making;
      if (returned === undefined) counts.framesOmitted++;
      return returned;
    }
    this.giveUp(making, reader);
    if (this.abort.signal.aborted) return undefined;
    counts.framesLate++;
    this.report('WGR_TRANSFORM_LATE', undefined);
    return undefined;
  }

  private giveUp(making: Promise<FrameInput | undefined>, reader: FrameInputReader): void {
    this.late = true;
    making
      .then((returned) => reader.release(returned))
      .catch((error: unknown) => this.report('WGR_TRANSFORM_FAILED', error))
      .finally(() => (this.late = false));
  }

  private report(code: 'WGR_TRANSFORM_FAILED' | 'WGR_TRANSFORM_LATE', cause: unknown): void {
    const nowUs = this.clock.nowUs();
    if (this.abort.signal.aborted || nowUs - this.reportedUs < REPORT_INTERVAL_US) return;
    this.reportedUs = nowUs;
    const { budgetMs } = this.settings;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.onError(
      code === 'WGR_TRANSFORM_LATE'
        ? new WebGearRtcError(code, { budgetMs })
        : new WebGearRtcError(code, { reason }, { cause }),
    );
  }
}

async function openTools(): Promise<Tools> {
  const reader = await FrameInputReader.create();
  return { reader, writer: await PixelWriter.create() };
}

/** How frames are transformed. */
export interface TransformSettings {
  readonly transform: FrameTransform;
  readonly format: TransformFormat;
  /** How long one frame may take, in milliseconds. */
  readonly budgetMs: number;
  /** The stream it belongs to. */
  readonly context: TransformContext;
}
