import { h264LevelIdc, type H264LevelDemand } from '../codecs/h264/h264-level.js';

/**
 * What is promised at least. Frames may become larger while viewers watch: another profile of a camera, a transform that
 * adds to them. Every browser decodes 1080p30, and little more for sure.
 */
const USUAL_SIZE = { width: 1920, height: 1080 };

/**
 * The H.264 level that answers have promised so far.
 *
 * An SDP cannot be taken back, and Safari shows black when the SPS says another level. So while anyone watches the level
 * stays as it is, and what is encoded has to fit in; and it never falls.
 */
export class NegotiatedH264Level {
  private highest = 0;
  private holders = 0;

  /** 0 before the first announcement. */
  get levelIdc(): number {
    return this.highest;
  }

  /**
   * The `level_idc` to promise where frames like these are to be sent.
   *
   * @param passedLevelIdc what a stream that is not encoded here says of itself, and cannot be changed
   */
  announce(demand: H264LevelDemand, passedLevelIdc = 0): number {
    if (this.holders === 0 || this.highest === 0) {
      const usual = h264LevelIdc({ ...demand, ...USUAL_SIZE });
      this.highest = Math.max(this.highest, usual, h264LevelIdc(demand));
    }
    this.highest = Math.max(this.highest, passedLevelIdc);
    return this.highest;
  }

  /** Keeps what was announced until the returned function is called. */
  hold(): () => void {
    let held = true;
    this.holders++;
    return () => {
      if (held) this.holders--;
      held = false;
    };
  }
}
