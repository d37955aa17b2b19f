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

  /** The `level_idc` to promise for pictures like these. */
  announce(demand: H264LevelDemand): number {
    this.highest = h264LevelIdc({ ...demand, minimumLevelIdc: this.highest });
    return this.highest;
  }
}
