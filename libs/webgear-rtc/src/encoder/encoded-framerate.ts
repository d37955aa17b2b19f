/** Frames whose distances make one measurement. */
const SAMPLES = 24;

/** A pause is none of the distances that make the rate, in microseconds. */
const PAUSE_US = 1_000_000;

/** The rate in use stays until the measured one is off by this factor: every change costs a key frame. */
const TOLERANCE = 1.5;

/** Screens and browsers show no more; a source beyond it is encoded at {@link REDUCED_RATE}. */
const MAX_RATE = 120;
const REDUCED_RATE = 60;

/** Below this, rate control has a full buffer for each frame anyhow. */
const MIN_RATE = 1;

/**
 * Frames per second to encode a stream for: what its container says, until its frames show another rate.
 *
 * Some containers count ticks for frames, and rate control that believes in 1,000 frames a second gives each a
 * thousandth of the rate.
 */
export class EncodedFramerate {
  private readonly stepsUs = new Float64Array(SAMPLES);
  private samples = 0;
  private lastUs = Number.NaN;
  private measured: number | undefined;

  /** @param nominal what the container says now; 0 and less where it says nothing */
  constructor(private readonly nominal: () => number) {}

  /** What rate control works with. */
  get value(): number {
    return limited(this.measured ?? this.nominal());
  }

  /** What levels are chosen for: it does not follow the frames, since what was promised to viewers cannot. */
  get promised(): number {
    return limited(this.nominal());
  }

  /** Frames have to be left out to keep to {@link value}. */
  get isReduced(): boolean {
    return (this.measured ?? this.nominal()) > MAX_RATE;
  }

  /** The same for a rendition of this many frames per second at most. */
  limitedTo(maxFramerate: number): Pick<EncodedFramerate, 'value' | 'isReduced'> {
    const value = (): number => Math.min(this.value, maxFramerate);
    const isReduced = (): boolean => this.isReduced;
    return {
      get value() {
        return value();
      },
      get isReduced() {
        return isReduced();
      },
    };
  }

  /** Measures on, with the capture time of the next frame in microseconds. */
  note(captureTimeUs: number): void {
    const stepUs = captureTimeUs - this.lastUs;
    this.lastUs = captureTimeUs;
    if (!(stepUs > 0)) return;
    this.stepsUs[this.samples++] = stepUs;
    if (this.samples < SAMPLES) return;
    this.samples = 0;
    const rate = rateOf(this.stepsUs);
    const inUse = this.measured ?? this.nominal();
    if (rate > inUse * TOLERANCE || rate < inUse / TOLERANCE) this.measured = rate;
  }

  /** What comes next is of another run, whose container may say something else. */
  restart(): void {
    this.samples = 0;
    this.lastUs = Number.NaN;
    this.measured = undefined;
  }
}

function limited(rate: number): number {
  return rate > MAX_RATE ? REDUCED_RATE : Math.max(MIN_RATE, rate);
}

function rateOf(stepsUs: Float64Array): number {
  let [total, count, allUs] = [0, 0, 0];
  for (const stepUs of stepsUs) {
    allUs += stepUs;
    if (stepUs > PAUSE_US) continue;
    total += stepUs;
    count++;
  }
  // Where most are that long, they are the rate.
  return (1_000_000 * (count > SAMPLES / 2 ? count : SAMPLES)) / (count > SAMPLES / 2 ? total : allUs);
}

/** Lets frames through at no more than a rate, however they come. */
export class FrameRateLimiter {
  private dueUs = Number.NEGATIVE_INFINITY;

  /** @param intervalUs mean distance of frames, in microseconds, at least */
  constructor(private readonly intervalUs: number) {}

  /** Whether a frame of now is to go through. */
  take(nowUs: number): boolean {
    if (nowUs < this.dueUs) return false;
    // From when it was due, not from now: of 30 frames a second, 10 would otherwise become 7.5.
    this.dueUs = Math.max(this.dueUs + this.intervalUs, nowUs);
    return true;
  }
}
