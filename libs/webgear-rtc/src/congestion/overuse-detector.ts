import { Trendline } from './trendline.js';

/** Whether the delay of a path grows, falls, or neither. */
export type PathUsage = 'normal' | 'overuse' | 'underuse';

const firstThreshold = 12.5;
const minThreshold = 6;
const maxThreshold = 600;
const riseFactor = 0.0087;
const fallFactor = 0.039;

/** A value this far above the threshold is an outlier, which the threshold does not follow. */
const outlierDistance = 15;
const maxStepMs = 100;

/** Growth for less than this is a coincidence, in milliseconds. */
const overuseMs = 10;

/** Compares the trend of the delay with a threshold that adapts to how much the path varies anyway. */
export class OveruseDetector {
  private readonly trendline = new Trendline();
  private threshold = firstThreshold;
  private lastArrivalMs: number | undefined;
  private previousSlope = 0;
  private overuseForMs: number | undefined;
  private overuseSamples = 0;
  private usage: PathUsage = 'normal';

  /** As of the last sample. */
  get state(): PathUsage {
    return this.usage;
  }

  /** Takes the deltas between two groups of packets, in milliseconds. */
  add(arrivalDeltaMs: number, sendDeltaMs: number, arrivalMs: number): void {
    this.trendline.add(arrivalDeltaMs - sendDeltaMs, arrivalMs);
    const { testValue, slope } = this.trendline;
    this.usage = this.judge(testValue, slope, sendDeltaMs);
    this.adapt(Math.abs(testValue), arrivalMs);
    this.previousSlope = slope;
  }

  /** Begins again, as after a pause. */
  reset(): void {
    this.trendline.reset();
    this.threshold = firstThreshold;
    this.lastArrivalMs = undefined;
    this.previousSlope = 0;
    this.overuseForMs = undefined;
    this.overuseSamples = 0;
    this.usage = 'normal';
  }

  private judge(testValue: number, slope: number, sendDeltaMs: number): PathUsage {
    if (testValue <= this.threshold) {
      this.overuseForMs = undefined;
      this.overuseSamples = 0;
      return testValue < -this.threshold ? 'underuse' : 'normal';
    }
    // The growth may have begun anywhere between the two groups.
    this.overuseForMs = this.overuseForMs === undefined ? sendDeltaMs / 2 : this.overuseForMs + sendDeltaMs;
    this.overuseSamples++;
    const isSure = this.overuseForMs > overuseMs && this.overuseSamples > 1;
    if (!isSure || slope < this.previousSlope) return this.usage;
    this.overuseForMs = 0;
    this.overuseSamples = 0;
    return 'overuse';
  }

  private adapt(magnitude: number, arrivalMs: number): void {
    const stepMs = Math.min(arrivalMs - (this.lastArrivalMs ?? arrivalMs), maxStepMs);
    this.lastArrivalMs = arrivalMs;
    if (magnitude > this.threshold + outlierDistance) return;
    const factor = magnitude < this.threshold ? fallFactor : riseFactor;
    const moved = this.threshold + factor * (magnitude - this.threshold) * stepMs;
    this.threshold = Math.min(maxThreshold, Math.max(minThreshold, moved));
  }
}
