/** One row of H.264 Table A-1. */
interface LevelLimits {
  /** `level_idc`, ten times the level's number. */
  readonly levelIdc: number;
  /** Macroblocks per second. */
  readonly maxMacroblockRate: number;
  /** Macroblocks per frame. */
  readonly maxFrameSize: number;
  /** Macroblocks that the decoder buffers (MaxDpbMbs). */
  readonly maxBufferSize: number;
  /** Bits per second; the factor for Baseline, Main and Extended is 1000. */
  readonly maxBitrateBps: number;
}

/** H.264 (ITU-T H.264, 2024) Table A-1, without level 1b, which Constrained Baseline signals in another way. */
const LEVELS: readonly LevelLimits[] = (
  [
    [10, 1_485, 99, 396, 64],
    [11, 3_000, 396, 900, 192],
    [12, 6_000, 396, 2_376, 384],
    [13, 11_880, 396, 2_376, 768],
    [20, 11_880, 396, 2_376, 2_000],
    [21, 19_800, 792, 4_752, 4_000],
    [22, 20_250, 1_620, 8_100, 4_000],
    [30, 40_500, 1_620, 8_100, 10_000],
    [31, 108_000, 3_600, 18_000, 14_000],
    [32, 216_000, 5_120, 20_480, 20_000],
    [40, 245_760, 8_192, 32_768, 20_000],
    [41, 245_760, 8_192, 32_768, 50_000],
    [42, 522_240, 8_704, 34_816, 50_000],
    [50, 589_824, 22_080, 110_400, 135_000],
    [51, 983_040, 36_864, 184_320, 240_000],
    [52, 2_073_600, 36_864, 184_320, 240_000],
    [60, 4_177_920, 139_264, 696_320, 240_000],
    [61, 8_355_840, 139_264, 696_320, 480_000],
    [62, 16_711_680, 139_264, 696_320, 800_000],
  ] as const
).map(([levelIdc, maxMacroblockRate, maxFrameSize, maxBufferSize, maxKbps]) => ({
  levelIdc,
  maxMacroblockRate,
  maxFrameSize,
  maxBufferSize,
  maxBitrateBps: maxKbps * 1000,
}));

/** What a level has to be enough for. */
export interface H264LevelDemand {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Bits per second. */
  readonly bitrateBps: number;
  /** Result at least this `level_idc`. */
  readonly minimumLevelIdc?: number | undefined;
}

/**
 * The lowest level that carries a stream with one reference frame, as `level_idc` (31 is level 3.1).
 *
 * The same number goes into the SPS and into the SDP's `profile-level-id` (RFC 6184 §8.1): Safari shows black when
 * they differ. Beyond the highest level there is nothing to name, so that one is returned.
 */
export function h264LevelIdc(demand: H264LevelDemand): number {
  const columns = Math.ceil(demand.width / 16);
  const rows = Math.ceil(demand.height / 16);
  const frameSize = columns * rows;
  const fits = (level: LevelLimits) =>
    level.levelIdc >= (demand.minimumLevelIdc ?? 0) &&
    frameSize <= level.maxFrameSize &&
    // Clause A.3.1 f and g: neither side may be longer than eight times the side of a square of the largest size.
    columns <= Math.sqrt(level.maxFrameSize * 8) &&
    rows <= Math.sqrt(level.maxFrameSize * 8) &&
    frameSize <= level.maxBufferSize &&
    frameSize * demand.framerate <= level.maxMacroblockRate &&
    demand.bitrateBps <= level.maxBitrateBps;
  return LEVELS.find(fits)?.levelIdc ?? 62;
}
