import { MotionEstimator } from './motion-estimator.js';
import type { OpenCv } from './opencv.interface.js';
import { ImageWarper } from './image-warper.js';
import type { PlanarImage } from '../../media/planar-image.js';
import { SmoothedPath } from './smoothed-path.js';
import type { StabilizerSettings } from './stabilizer-settings.interface.js';

/** A pause after which what came before has nothing to do with what comes: the source was stopped, or stalled. */
const LONGEST_PAUSE_US = 2_000_000;

/** Steadies pictures by an average sliding window. Each comes back as many pictures later as the window has on one side. */
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
   * Takes the next picture, whose memory becomes its own.
   *
   * @returns the steadied picture that is due; none while the window fills
   */
  push(picture: PlanarImage): PlanarImage | undefined {
    if (!this.follows(picture)) this.forget();
    this.waiting.push(picture);
    const correction = this.path.add(this.estimator.estimate(picture));
    if (correction === undefined) return undefined;
    const due = this.waiting.shift();
    return due && this.warper.warp(due, correction);
  }

  /** Drops what waits and starts anew. */
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
