import { MotionEstimator } from './motion-estimator.js';
import type { OpenCv } from './load-opencv.js';
import { ImageWarper } from './image-warper.js';
import type { PlanarImage } from '../../media/raw-image.js';
import { SmoothedPath } from './smoothed-path.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';

/** A pause after which what came before has nothing to do with what comes: the source was stopped, or stalled. */
const LONGEST_PAUSE_US = 2_000_000;

/** Stabilizes with an average sliding window. A frame is returned half a window later. */
export class ImageStabilizer {
  private readonly estimator: MotionEstimator;
  private readonly warper: ImageWarper;
  private waiting: PlanarImage[] = [];
  private path: SmoothedPath;

  constructor(
    cv: OpenCv,
    private readonly settings: StabilizerSettings,
  ) {
    this.estimator = new MotionEstimator(cv);
    this.warper = new ImageWarper(settings);
    this.path = new SmoothedPath(settings.smoothingRadius);
  }

  /**
   * Takes the next frame, whose memory it owns from now on.
   *
   * @returns the stabilized frame that is due; none while the window fills
   */
  push(image: PlanarImage): PlanarImage | undefined {
    if (!this.follows(image)) this.forget();
    this.waiting.push(image);
    const correction = this.path.add(this.estimator.estimate(image));
    if (correction === undefined) return undefined;
    const due = this.waiting.shift();
    return due && this.warper.warp(due, correction);
  }

  /** Drops what waits and starts again. */
  forget(): void {
    this.waiting = [];
    this.path = new SmoothedPath(this.settings.smoothingRadius);
    this.estimator.close();
  }

  private follows({ width, height, captureTimeUs }: PlanarImage): boolean {
    const last = this.waiting.at(-1);
    if (last === undefined) return true;
    const pauseUs = captureTimeUs - last.captureTimeUs;
    return last.width === width && last.height === height && pauseUs >= 0 && pauseUs <= LONGEST_PAUSE_US;
  }
}
