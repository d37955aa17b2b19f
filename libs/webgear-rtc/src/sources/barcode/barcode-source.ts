import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize } from '../../media/frame-size.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { PacedTimeline } from '../playback/paced-timeline.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { BarcodeFrame } from './barcode-frame.js';

/** How the pictures are to be. */
export interface BarcodeSettings extends FrameSize {
  /** Pictures per second. */
  readonly framerate: number;
}

/** Pictures that carry the time at which they were handed on, for measuring how late they are on a screen. */
export class BarcodeSource implements VideoSource {
  private abort = new AbortController();

  /**
   * @param prepare works out the settings. Throws coded errors
   * @param wallClockMs milliseconds since 1970
   */
  constructor(
    readonly label: string,
    private readonly prepare: () => BarcodeSettings,
    private readonly clock: CaptureClock,
    private readonly wallClockMs: () => number = Date.now,
  ) {}

  // Not by a throw at once: a source that cannot open rejects.
  async open(): Promise<VideoSourceInfo> {
    this.abort = new AbortController();
    return { ...this.prepare(), live: true };
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { clock } = this;
    const { signal } = this.abort;
    const settings = this.prepare();
    const picture = new BarcodeFrame(settings);
    const timeline = new PacedTimeline();
    const intervalUs = 1_000_000 / settings.framerate;
    try {
      for (let number = 0; !signal.aborted; number++) {
        const nowUs = clock.nowUs();
        const dueUs = timeline.dueUs(number * intervalUs, nowUs, intervalUs);
        await clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), signal);
        if (signal.aborted) return;
        yield await picture.draw(number, Math.round(this.wallClockMs()), clock.nowUs());
      }
    } finally {
      picture.close();
    }
  }

  close(): Promise<void> {
    this.abort.abort();
    return Promise.resolve();
  }
}
