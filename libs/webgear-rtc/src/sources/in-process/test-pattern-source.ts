import { builtInFont, SMALLEST_FONT_PX, type TextLook } from '../../ffmpeg/text/text-filter.js';
import { TextWriter } from '../../ffmpeg/text/text-writer.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/** Makes the whole clock a third of the width. */
const FONT_TO_WIDTH = 1 / 18;

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
    using writer = await TextWriter.create();
    for await (const frame of this.pattern.frames()) yield await this.withClock(frame, writer);
  }

  close(): Promise<void> {
    return this.pattern.close();
  }

  private async withClock(frame: VideoFrame, writer: TextWriter): Promise<VideoFrame> {
    using pattern = frame;
    const text = timeOfDay(new Date(this.dueUs(pattern.captureTimeUs) / 1000));
    return await writer.write(pattern, [{ text, look: clockLook(pattern.width) }]);
  }

  /** The time of day at which a frame will be due, not the one at which it is drawn: frames are drawn one ahead. */
  private dueUs(mediaTimeUs: number): number {
    const nowUs = this.wallClockMs() * 1000;
    const dueUs = mediaTimeUs + (this.offsetUs ?? nowUs - mediaTimeUs);
    // The frame is late, or the clock was set.
    if (nowUs - dueUs > MAX_LATENESS_US || dueUs - nowUs > MAX_LEAD_US) this.offsetUs = nowUs - mediaTimeUs;
    else this.offsetUs = dueUs - mediaTimeUs;
    return mediaTimeUs + this.offsetUs;
  }
}

function clockLook(width: number): TextLook {
  return {
    fontFile: builtInFont(),
    fontSizePx: Math.max(SMALLEST_FONT_PX, Math.round(width * FONT_TO_WIDTH)),
    color: '#ffffffff',
    background: '#000000ff',
    position: 'center',
  };
}

function timeOfDay(time: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const hundredths = Math.floor(time.getMilliseconds() / 10);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(hundredths)}`;
}
