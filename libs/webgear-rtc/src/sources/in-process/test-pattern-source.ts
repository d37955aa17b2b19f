import { builtInFont, SMALLEST_FONT_PX, type TextLook } from '../../ffmpeg/text/text-filter.js';
import { TextWriter } from '../../ffmpeg/text/text-writer.js';
import { paintOver } from '../../ffmpeg/pixels/planar-frame.js';
import type { AudioFrame } from '../../media/audio-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { raceAbort } from '../playback/deferred.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { CARD_GROUND } from '../requests/test-card.js';
import { flashArea, isFlash, toneFormat, toneFrame, toneTimes } from './test-tone.js';

/** How the clock is drawn: height of its letters by the width of the frame, and what is behind them. */
const CLOCK_LOOKS = {
  // Fits on the plate of the test card, whose ground it has.
  card: { fontToWidth: 1 / 26, background: `${CARD_GROUND}ff` },
  bars: { fontToWidth: 1 / 18, background: '#000000ff' },
} as const;

/** Tolerated deviation of a frame from the time of day drawn into it, late and early, in microseconds. */
const MAX_LATENESS_US = 200_000;
const MAX_LEAD_US = 2_000_000;

/** Luma of the lamp while it is on and off, within the limited range. */
const LAMP = { on: 235, off: 16 } as const;

/**
 * A test pattern with the time of day, which shows whether the stream is running and its latency. With each full second a
 * lamp flashes and a beep sounds.
 */
export class TestPatternSource implements VideoSource {
  private offsetUs: number | undefined;
  private framerate = 0;
  private beeps = false;
  private newestUs = 0;
  private started: { readonly promise: Promise<void>; readonly resolve: () => void } = once();

  /**
   * @param pattern source to draw on: `yuv420p` frames that the supervisor paces
   * @param wallClockMs milliseconds since 1970
   * @param hasSound whether there is a beep
   * @param look what the clock is drawn on
   */
  constructor(
    private readonly pattern: VideoSource,
    private readonly wallClockMs: () => number = Date.now,
    private readonly hasSound: () => boolean = () => true,
    private readonly look: keyof typeof CLOCK_LOOKS = 'bars',
  ) {}

  get label(): string {
    return this.pattern.label;
  }

  async open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.offsetUs = undefined;
    this.started = once();
    const info = await this.pattern.open(signal);
    this.framerate = info.framerate;
    this.beeps = this.hasSound();
    return { ...info, ...(this.beeps && { audio: toneFormat }) };
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    using writer = await TextWriter.create();
    for await (const frame of this.pattern.frames()) yield await this.withClock(frame, writer);
  }

  /** From the newest frame on: before the first one the time of day of the frames is unknown. */
  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    await raceAbort(this.started.promise, signal);
    for (const timeUs of toneTimes(this.newestUs)) {
      if (signal.aborted || this.offsetUs === undefined) return;
      yield toneFrame(timeUs, this.offsetUs, this.framerate);
    }
  }

  close(): Promise<void> {
    return this.pattern.close();
  }

  private async withClock(frame: VideoFrame, writer: TextWriter): Promise<VideoFrame> {
    using pattern = frame;
    const dueUs = this.dueUs(pattern.captureTimeUs);
    this.newestUs = pattern.captureTimeUs;
    this.started.resolve();
    const text = timeOfDay(new Date(dueUs / 1000));
    const written = await writer.write(pattern, [{ text, look: clockLook(pattern.width, this.look) }]);
    if (this.beeps) paintLamp(written, isFlash(dueUs, this.framerate) ? LAMP.on : LAMP.off);
    return written;
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

function paintLamp(frame: VideoFrame, luma: number): void {
  const { left, top, width, height } = flashArea(frame);
  paintOver(frame, (...planes) => {
    for (const [index, { data, stride }] of planes.entries()) {
      const scale = index === 0 ? 1 : 2;
      for (let row = top / scale; row < (top + height) / scale; row++) {
        const from = row * stride + left / scale;
        data.fill(index === 0 ? luma : 128, from, from + width / scale);
      }
    }
  });
}

function once(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

function clockLook(width: number, look: keyof typeof CLOCK_LOOKS): TextLook {
  const { fontToWidth, background } = CLOCK_LOOKS[look];
  return {
    fontFile: builtInFont(),
    fontSizePx: Math.max(SMALLEST_FONT_PX, Math.round(width * fontToWidth)),
    color: '#ffffffff',
    background,
    position: 'center',
  };
}

function timeOfDay(time: Date): string {
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}
