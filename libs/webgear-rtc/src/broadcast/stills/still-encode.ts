import { Subject, type Observable } from 'rxjs';
import type { StillEncoder } from '../../encoder/still.interface.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import { LatestFrameWorker } from '../../frames/latest-frame-worker.js';
import type { VideoFrame } from '../../frames/video-frame.interface.js';
import type { LiveStill } from './live-still.interface.js';
import { StillPace } from './still-pace.js';

/** What an encode is made of. */
export interface StillEncodeParts {
  /** Pictures as viewers see them; the source is open while somebody listens. */
  readonly frames$: Observable<VideoFrame>;
  /** Whether the picture that is being delivered is a slate. */
  readonly showsSlate: () => boolean;
  readonly clock: CaptureClock;
  /** Distance of pictures, in microseconds, at least. */
  readonly intervalUs: number;
  readonly createEncoder: () => StillEncoder;
  readonly onError: (error: unknown) => void;
}

/** JPEG files of a stream's pictures, from its making to its end: the newest picture each time, the others are left out. */
export class StillEncode {
  readonly stills$ = new Subject<LiveStill>();
  private readonly encoder: StillEncoder;
  private readonly pace: StillPace;
  private readonly worker: LatestFrameWorker;
  private slateIsOn = false;

  constructor(private readonly parts: StillEncodeParts) {
    this.encoder = parts.createEncoder();
    this.pace = new StillPace(parts.intervalUs);
    this.worker = new LatestFrameWorker((frame) => this.encode(frame), parts.onError);
  }

  /** Begins to take pictures; to be ended by {@link close}. */
  start(): () => void {
    const { frames$, showsSlate, clock } = this.parts;
    const feed = frames$.subscribe((frame) => {
      const isSlate = showsSlate();
      // A change is news, however soon it comes: a slate may be the last picture for long.
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
    // Now, while it is about this picture; a newer one may be on its way before this one is done.
    const isSlate = this.slateIsOn;
    const still = await this.encoder.encode(frame);
    this.stills$.next({ ...still, isSlate });
  }
}
