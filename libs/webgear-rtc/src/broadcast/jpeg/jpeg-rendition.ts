import { Subject, type Observable } from 'rxjs';
import type { JpegImage, JpegImageEncoder } from '../../media/jpeg-image.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { ProcessedFrame } from '../../pipeline/frame-feed.js';
import { LatestFrameWorker } from '../../pipeline/latest-frame-worker.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameRateLimiter } from '../../encoder/encoded-framerate.js';

/** A frame of a stream as a JPEG image. */
export interface LiveJpeg extends JpegImage {
  /** Whether it is a slate, which says that there are no frames now. */
  readonly isSlate: boolean;
}

/** What an encode is made of. */
export interface JpegRenditionParts {
  /** Frames as viewers see them; the source is open while there are subscribers. */
  readonly frames$: Observable<ProcessedFrame>;
  readonly clock: CaptureClock;
  /** Distance of frames, in microseconds, at least. */
  readonly intervalUs: number;
  readonly createEncoder: () => JpegImageEncoder;
  readonly onError: (error: unknown) => void;
}

/** One encode of a stream's frames to JPEG images: the newest frame each time, the others are left out. */
export class JpegRendition {
  readonly images$ = new Subject<LiveJpeg>();
  private readonly encoder: JpegImageEncoder;
  private readonly pace: FrameRateLimiter;
  private readonly worker: LatestFrameWorker;
  private slateIsOn = false;

  constructor(private readonly parts: JpegRenditionParts) {
    this.encoder = parts.createEncoder();
    this.pace = new FrameRateLimiter(parts.intervalUs);
    this.worker = new LatestFrameWorker((frame) => this.encode(frame), parts.onError);
  }

  /** Starts to take frames. @returns ends that */
  start(): () => void {
    const { frames$, clock } = this.parts;
    const feed = frames$.subscribe(({ frame, isSlate }) => {
      // A change is news, however soon it comes: a slate may be the last frame for long.
      const isChange = isSlate !== this.slateIsOn;
      this.slateIsOn = isSlate;
      if (this.pace.take(clock.nowUs()) || isChange) this.worker.offer(frame);
    });
    return () => feed.unsubscribe();
  }

  async close(): Promise<void> {
    await this.worker.close();
    await this.encoder.close();
  }

  private async encode(frame: VideoFrame): Promise<void> {
    // Read before the first wait: a newer frame may be on its way before this one is done.
    const isSlate = this.slateIsOn;
    const image = await this.encoder.encode(frame);
    this.images$.next({ ...image, isSlate });
  }
}
