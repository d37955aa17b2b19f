import { h264LevelIdc, type H264LevelDemand } from '../encoder/h264-level.js';

/**
 * The H.264 level that answers have promised so far.
 *
 * An SDP cannot be taken back, and Safari shows black when the SPS says another level: so the level of a stream only
 * rises, and its encoders write no lower one.
 */
export class AnnouncedLevel {
  private highest = 0;

  /** 0 before the first announcement. */
  get levelIdc(): number {
    return this.highest;
  }

  /**
   * The `level_idc` to promise for pictures like these.
   *
   * @param minimumLevelIdc what a stream that is not encoded here says of itself
   */
  announce(demand: H264LevelDemand, minimumLevelIdc = 0): number {
    const atLeast = Math.max(this.highest, minimumLevelIdc);
    this.highest = Math.max(atLeast, h264LevelIdc({ ...demand, minimumLevelIdc: atLeast }));
    return this.highest;
  }
}
