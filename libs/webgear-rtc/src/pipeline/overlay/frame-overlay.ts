import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import {
  builtInFont,
  runsRightToLeft,
  SMALLEST_FONT_PX,
  type WrittenText,
} from '../../ffmpeg/text/text-filter.js';
import { TextWriter } from '../../ffmpeg/text/text-writer.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { ClockText } from './clock-text.js';
import type { OverlaySettings } from '../../options/resolved-options.interface.js';

/** An overlay that cannot be drawn fails with every frame: one line in ten seconds is enough. */
const REPORT_INTERVAL_US = 10_000_000;

const LEFT_TO_RIGHT_MARK = '\u200e';

interface DrawnOverlay {
  readonly settings: OverlaySettings;
  readonly clock: ClockText | undefined;
}

/** Draws text and clocks onto frames, one at a time. A frame for which that fails is shown without them. */
export class FrameOverlay {
  private drawn: readonly DrawnOverlay[] = [];
  private writer: Promise<TextWriter> | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private reportedUs = Number.NEGATIVE_INFINITY;
  private closed = false;

  /**
   * @param clock the clock of the capture times
   * @param onError told at most every ten seconds
   * @param nowMs the time of day, in milliseconds since 1970
   */
  constructor(
    overlays: readonly OverlaySettings[],
    private readonly clock: CaptureClock,
    private readonly onError: (error: unknown) => void,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.replace(overlays);
  }

  /** Replaces the overlays from the next frame on. */
  replace(overlays: readonly OverlaySettings[]): void {
    this.drawn = overlays.map((settings) => ({
      settings,
      clock: settings.clock && new ClockText(settings.clock),
    }));
  }

  /** Takes a `yuv420p` frame and returns another, or the frame itself where nothing was drawn; the caller owns both. Calls must
   * not overlap. Never rejects. */
  draw(frame: VideoFrame): Promise<VideoFrame> {
    const drawing = this.attempt(frame).catch((error: unknown) => {
      this.report(error);
      return frame;
    });
    this.busy = drawing;
    return drawing;
  }

  /** Frees everything once a frame in progress is done. A second call does nothing. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.busy;
    const writer = await this.writer?.catch(() => undefined);
    writer?.close();
  }

  private async attempt(frame: VideoFrame): Promise<VideoFrame> {
    if (this.drawn.length === 0 || this.closed) return frame;
    this.writer ??= TextWriter.create();
    const writer = await this.writer;
    return writer.write(frame, this.textsFor(frame));
  }

  private textsFor(frame: VideoFrame): WrittenText[] {
    // Its capture time, which can be seconds ago, by the wall clock of now, which may have been set since.
    const takenUs = this.nowMs() * 1000 - (this.clock.nowUs() - frame.captureTimeUs);
    return this.drawn.map(({ settings, clock }) => ({
      text: withClock(settings.text, clock?.at(takenUs)),
      look: {
        fontFile: settings.fontFile ?? builtInFont(),
        fontSizePx: fontSizePx(frame, settings.fontSizePercent),
        color: settings.color,
        background: settings.background,
        position: settings.position,
      },
    }));
  }

  private report(cause: unknown): void {
    const nowUs = this.clock.nowUs();
    if (this.closed || nowUs - this.reportedUs < REPORT_INTERVAL_US) return;
    this.reportedUs = nowUs;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.onError(new WebGearRtcError('WGR_OVERLAY_FAILED', { reason }, { cause }));
  }
}

function withClock(text: string, clock: string | undefined): string {
  if (clock === undefined) return text;
  if (text === '') return clock;
  // Behind letters that run from right to left the parts of a date would do so too.
  const mark = runsRightToLeft(text) ? LEFT_TO_RIGHT_MARK : '';
  return `${text}  ${mark}${clock}`;
}

function fontSizePx({ width, height }: FrameSize, percent: number): number {
  return Math.max(SMALLEST_FONT_PX, Math.round((Math.min(width, height) * percent) / 100));
}
