import type { VideoTrackDescription } from '../../ffmpeg/relay/described-track.js';
import type { VideoTrackFormat } from './track-format.js';
import type { TrackFrame } from './track-readers.js';
import { videoShapeOf, type VideoShape } from './video-shape.js';

/** How long the second frame is waited for that tells the rate, in microseconds. */
const RATE_PATIENCE_US = 1_000_000;

/** Measured rates are rounded to whole ones that are as near as this. */
const ROUNDING = 0.02;

/** Times are measured no better than this, so that a stated rate that is as near is taken. */
const AGREEMENT = 0.1;

const MAX_FRAMERATE = 1000;

/** Frames of parameter sets are short. */
const MAX_SETS_BYTES = 4096;

/** Finds out what a decoder and a viewer need to know of the video of a camera, from its description and its first frames. */
export class VideoProbe {
  private shape: VideoShape | undefined;
  /** What has come without all that decoding needs. */
  private sets: Buffer = Buffer.alloc(0);
  private firstTicks: number | undefined;
  private firstUs = 0;
  private measured: number | undefined;

  constructor(private readonly format: VideoTrackFormat) {
    if (format.parameterSets.length > 0) this.shape = videoShapeOf(format.codec, format.parameterSets);
  }

  /** Whether frames have come that can be decoded. */
  get hasBegun(): boolean {
    return this.firstTicks !== undefined;
  }

  /**
   * Takes a frame.
   *
   * @returns whether decoding can begin with it, or with one before it
   */
  note({ data, keyFrame, arrivedUs }: TrackFrame, ticks: number): boolean {
    // Of an encoder whose settings were changed, the description may be that of before.
    if (keyFrame || this.shape === undefined) this.shape = this.shapeBy(data) ?? this.shape;
    if (this.shape === undefined) return false;
    if (this.firstTicks === undefined) {
      this.firstTicks = ticks;
      this.firstUs = arrivedUs;
    } else if (this.measured === undefined && ticks > this.firstTicks) {
      const rate = this.format.clockRateHz / (ticks - this.firstTicks);
      if (rate <= MAX_FRAMERATE) this.measured = rounded(rate);
    }
    return true;
  }

  /** Some cameras send each parameter set as a frame of its own. */
  private shapeBy(data: Buffer): VideoShape | undefined {
    const { codec } = this.format;
    const shape = videoShapeOf(codec, data);
    if (shape !== undefined || this.shape !== undefined || data.length > MAX_SETS_BYTES) return shape;
    this.sets = Buffer.concat([this.sets, data]);
    if (this.sets.length > MAX_SETS_BYTES) this.sets = data;
    return videoShapeOf(codec, this.sets);
  }

  /** What is known; `undefined` while it is worth to wait for another frame. */
  describe(nowUs: number): VideoTrackDescription | undefined {
    const { shape, format, measured } = this;
    if (shape === undefined || this.firstTicks === undefined) return undefined;
    const isKnown = format.framerate !== undefined || measured !== undefined;
    if (!isKnown && nowUs - this.firstUs < RATE_PATIENCE_US) return undefined;
    const { codec, clockRateHz } = format;
    return { kind: 'video', codec, clockRateHz, ...shape, framerate: format.framerate ?? this.rateBy(shape) };
  }

  /** Encoders of cameras are set to other rates than their VUI states. */
  private rateBy({ framerate }: VideoShape): number | undefined {
    const { measured } = this;
    if (measured === undefined || framerate === undefined) return measured ?? framerate;
    return Math.abs(framerate / measured - 1) < AGREEMENT ? framerate : measured;
  }
}

function rounded(rate: number): number {
  const whole = Math.round(rate);
  return whole > 0 && Math.abs(rate / whole - 1) < ROUNDING ? whole : rate;
}
