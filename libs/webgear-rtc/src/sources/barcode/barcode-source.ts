import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { PacedTimeline } from '../playback/paced-timeline.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { BarcodeFrame } from './barcode-frame.js';

/** Size and rate of the frames. */
export interface BarcodeSettings extends FrameSize {
  /** Frames per second. */
  readonly framerate: number;
}

/** Frames that carry the time of their creation, to measure end-to-end latency. */
export class BarcodeSource implements VideoSource {
  private abort = new AbortController();

  /**
   * @param prepare returns the settings, or throws coded errors
   * @param wallClockMs milliseconds since 1970
   */
  constructor(
    readonly label: string,
    private readonly prepare: () => BarcodeSettings,
    private readonly clock: CaptureClock,
    private readonly wallClockMs: () => number = Date.now,
  ) {}

  // Asynchronous, so that `prepare` throwing becomes a rejection.
  async open(): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    const { width, height, framerate } = this.prepare();
    return { width, height, framerate, live: true };
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { clock } = this;
    const { signal } = this.abort;
    const settings = this.prepare();
    const barcode = new BarcodeFrame(settings);
    const timeline = new PacedTimeline();
    const intervalUs = 1_000_000 / settings.framerate;
    try {
      for (let number = 0; !signal.aborted; number++) {
        const nowUs = clock.nowUs();
        const dueUs = timeline.dueUs(number * intervalUs, nowUs, intervalUs);
        await clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), signal);
        if (signal.aborted) return;
        yield await barcode.draw(number, Math.round(this.wallClockMs()), clock.nowUs());
      }
    } finally {
      barcode.close();
    }
  }

  close(): Promise<void> {
    this.abort.abort();
    return Promise.resolve();
  }
}
