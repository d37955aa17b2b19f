import { FrameText } from '../../ffmpeg/frame-text.js';
import { paintOver } from '../../ffmpeg/pixels/planar-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

const PAPER_LUMA = 16;
const INK_LUMA = 235;
const NEUTRAL_CHROMA = 128;

/** Width of a dot of the clock as a share of the frame: the clock is a third as wide as the frame. */
const DOT_SHARE = 1 / 200;

/** Tolerated deviation of a frame from the time of day drawn into it, late and early, in microseconds. */
const MAX_LATENESS_US = 200_000;
const MAX_LEAD_US = 2_000_000;

/** A test pattern with the time of day, which shows whether the stream is running and its latency. */
export class TestPatternSource implements VideoSource {
  private offsetUs: number | undefined;

  /**
   * @param pattern source to draw on: `yuv420p` frames that the supervisor paces
   * @param wallClockMs milliseconds since 1970
   */
  constructor(
    private readonly pattern: VideoSource,
    private readonly wallClockMs: () => number = Date.now,
  ) {}

  get label(): string {
    return this.pattern.label;
  }

  open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.offsetUs = undefined;
    return this.pattern.open(signal);
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    let letters: FrameText | undefined;
    for await (const frame of this.pattern.frames()) {
      letters ??= new FrameText({
        dot: Math.max(1, Math.round(frame.width * DOT_SHARE)),
        ink: INK_LUMA,
        paper: PAPER_LUMA,
      });
      const dueUs = this.dueUs(frame.captureTimeUs);
      paintClock(frame, letters, timeOfDay(new Date(dueUs / 1000)));
      yield frame;
    }
  }

  close(): Promise<void> {
    return this.pattern.close();
  }

  /** The time of day at which a frame is due, not at which it is drawn: frames are drawn one ahead. */
  private dueUs(mediaTimeUs: number): number {
    const nowUs = this.wallClockMs() * 1000;
    const dueUs = mediaTimeUs + (this.offsetUs ?? nowUs - mediaTimeUs);
    // The frame is late, or the clock was set.
    if (nowUs - dueUs > MAX_LATENESS_US || dueUs - nowUs > MAX_LEAD_US) this.offsetUs = nowUs - mediaTimeUs;
    else this.offsetUs = dueUs - mediaTimeUs;
    return mediaTimeUs + this.offsetUs;
  }
}

function paintClock(frame: VideoFrame, letters: FrameText, text: string): void {
  paintOver(frame, (luma, ...chromas) => {
    // Even, so that no chroma sample is half covered.
    const left = 2 * Math.floor((luma.width - letters.widthOf(text)) / 4);
    const top = 2 * Math.floor((luma.height - letters.height) / 4);
    letters.write(luma, text, left, top);
    const [from, to] = [
      Math.max(0, left / 2),
      Math.ceil(Math.min(luma.width, left + letters.widthOf(text)) / 2),
    ];
    for (const chroma of chromas) {
      for (let row = Math.max(0, top / 2); row < Math.min(chroma.height, (top + letters.height) / 2); row++) {
        chroma.data.fill(NEUTRAL_CHROMA, row * chroma.stride + from, row * chroma.stride + to);
      }
    }
  });
}

function timeOfDay(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const hundredths = Math.floor(time.getMilliseconds() / 10);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(hundredths)}`;
}
