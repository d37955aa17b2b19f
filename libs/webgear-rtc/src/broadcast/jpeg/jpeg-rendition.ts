import { Subject, type Observable } from 'rxjs';
import type { JpegImage, JpegImageEncoder } from '../../media/jpeg-image.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { LatestFrameSlot, type StreamFrame } from '../../pipeline/latest-frame-slot.js';
import { FrameRateLimiter } from '../../encoder/encoded-framerate.js';

/** A frame of a stream as a JPEG image. */
export interface LiveJpeg extends JpegImage {
  /** Whether it is a slate, which says that there are no frames now. */
  readonly isSlate: boolean;
}

/** What an encode is made of. */
export interface JpegRenditionParts {
  /** Frames as viewers see them; the source is open while there are subscribers. */
  readonly frames$: Observable<StreamFrame>;
  readonly clock: CaptureClock;
  /** Distance of frames, in microseconds, at least. */
  readonly intervalUs: number;
  /** @param maxWidth of the images; as wide as the frames where left out */
  readonly createEncoder: (maxWidth?: number) => JpegImageEncoder;
  readonly onError: (error: unknown) => void;
}

/** One encode of a stream's frames to JPEG images: the newest frame each time, the others are left out. */
export class JpegRendition {
  readonly images$ = new Subject<LiveJpeg>();
  private readonly encoder: JpegImageEncoder;
  private readonly pace: FrameRateLimiter;
  private readonly latest = new LatestFrameSlot();
  private readonly running: Promise<void>;
  private slateIsOn = false;

  constructor(private readonly parts: JpegRenditionParts) {
    this.encoder = parts.createEncoder();
    this.pace = new FrameRateLimiter(parts.intervalUs);
    this.running = this.run();
  }

  /** Starts to take frames. @returns ends that */
  start(): () => void {
    const { frames$, clock } = this.parts;
    const feed = frames$.subscribe(({ frame, isSlate }) => {
      // A change is news, however soon it comes: a slate may be the last frame for long.
      const isChange = isSlate !== this.slateIsOn;
      this.slateIsOn = isSlate;
      if (this.pace.take(clock.nowUs()) || isChange) this.latest.offer(frame, isSlate);
    });
    return () => feed.unsubscribe();
  }

  async close(): Promise<void> {
    this.latest.close();
    await this.running;
    await this.encoder.close();
  }

  private async run(): Promise<void> {
    for await (const captured of this.latest.frames()) await this.encode(captured).catch(this.parts.onError);
  }

  private async encode({ frame, isSlate }: StreamFrame): Promise<void> {
    const image = await this.encoder.encode(frame);
    this.images$.next({ ...image, isSlate });
  }
}
