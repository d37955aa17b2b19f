import type { FrameSize } from '../media/video-frame.js';
import { scaledSize } from '../pipeline/scaled-size.js';

/** Part of what a path carries that an encoder aims at: the rest is for retransmissions and headers. */
const PART_OF_BANDWIDTH = 0.9;

/** No encoder aims lower, in bits per second. */
const LEAST_BPS = 150_000;

/** A change of rate below this part, or sooner than this after the last one, is not made. */
const FREE_CHANGE = { part: 0.05, intervalUs: 100_000 };

/** The same where each change costs a new encoder and a key frame. */
const COSTLY_CHANGE = { part: 0.2, intervalUs: 2_000_000 };

/** Bits per pixel and frame below which frames of half the size look better. */
const WATCHABLE_BITS_PER_PIXEL = 0.02;

/** How much more is needed for the larger size again, and the shortest time between two changes of size. */
const SIZE_HYSTERESIS = 1.6;
const SIZE_INTERVAL_US = 5_000_000;

/** Frames are not halved to less than this, in pixels. */
const LEAST_LINES = 90;

/** What the encoder of a rung has to adapt to. */
export interface EncoderAdaptationParts {
  /** What it aims at where nothing limits it, in bits per second. */
  readonly fullBps: () => number;
  /** Frames per second. */
  readonly framerate: () => number;
}

/** What one encoder aims at, and in which size it encodes, given what the path to its viewers carries. */
export class EncoderAdaptation {
  /** Whether a new rate takes a new encoder, which starts with a key frame. Set for the encoder in use. */
  rateChangeIsCostly = false;
  /** `undefined` for all that the rung has. */
  private followedBps: number | undefined;
  private rateChangedUs = Number.NEGATIVE_INFINITY;
  private halvings = 0;
  private sizeChangedUs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: EncoderAdaptationParts) {}

  /** Rate to encode with now, in bits per second. */
  get targetBps(): number {
    const fullBps = this.parts.fullBps();
    return Math.min(this.followedBps ?? fullBps, fullBps);
  }

  /** Size to encode a frame in now. */
  sizeOf(size: FrameSize): FrameSize {
    return scaledSize(size, 100 * (1 - 2 ** -this.halvings));
  }

  /**
   * Adapts to what is known now.
   *
   * @param bandwidthBps what the path carries; `undefined` where the encoder does not follow it
   * @param size the rung has, which may be halved; `undefined` where it may not
   */
  adapt(nowUs: number, bandwidthBps: number | undefined, size: FrameSize | undefined): void {
    this.adaptRate(nowUs, bandwidthBps);
    this.adaptSize(nowUs, bandwidthBps === undefined ? undefined : size);
  }

  private adaptRate(nowUs: number, bandwidthBps: number | undefined): void {
    if (bandwidthBps === undefined) {
      this.followedBps = undefined;
      return;
    }
    const { targetBps } = this;
    const wantedBps = Math.round(Math.max(LEAST_BPS, PART_OF_BANDWIDTH * bandwidthBps));
    const { part, intervalUs } = this.rateChangeIsCostly ? COSTLY_CHANGE : FREE_CHANGE;
    const limitedBps = Math.min(wantedBps, this.parts.fullBps());
    if (Math.abs(limitedBps - targetBps) <= part * targetBps || nowUs - this.rateChangedUs < intervalUs)
      return;
    this.rateChangedUs = nowUs;
    this.followedBps = wantedBps;
  }

  private adaptSize(nowUs: number, size: FrameSize | undefined): void {
    const halvings = size === undefined ? 0 : this.halvingsFor(size);
    if (halvings === this.halvings || nowUs - this.sizeChangedUs < SIZE_INTERVAL_US) return;
    this.sizeChangedUs = nowUs;
    this.halvings = halvings;
  }

  private halvingsFor(size: FrameSize): number {
    if (
      this.halvings > 0 &&
      this.bitsPerPixel(size, this.halvings - 1) >= WATCHABLE_BITS_PER_PIXEL * SIZE_HYSTERESIS
    ) {
      return this.halvings - 1;
    }
    const isTooLarge = this.bitsPerPixel(size, this.halvings) < WATCHABLE_BITS_PER_PIXEL;
    return isTooLarge && size.height / 2 ** (this.halvings + 1) >= LEAST_LINES
      ? this.halvings + 1
      : this.halvings;
  }

  private bitsPerPixel({ width, height }: FrameSize, halvings: number): number {
    return this.targetBps / (((width * height) / 4 ** halvings) * this.parts.framerate());
  }
}
