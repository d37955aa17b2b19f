import { NalUnitType, nalUnitType, splitAnnexB } from '../../bitstream/annex-b.js';
import { H264ParameterSets, isH264KeyFrame } from '../../bitstream/h264-parameter-sets.js';
import { parseH264Sps } from '../../bitstream/h264-sps.js';
import type { FrameSize } from '../../media/video-frame.js';

/** `profile_idc` of Baseline, in hex. */
const BASELINE = '42';

/** `constraint_set0_flag` and `constraint_set1_flag`: Baseline without what Main cannot decode (H.264, A.2.1.1). */
const CONSTRAINED = 0xc0;

/** Where the constraint flags stand in a SPS. */
const CONSTRAINT_BYTE = 2;

/**
 * Keeps a device's H.264 to what viewers were promised: constrained baseline of one level, SPS and PPS before every IDR
 * frame (RFC 6184, 8.1; RFC 7742, 6.2).
 */
export class H264Promise {
  private readonly sets = new H264ParameterSets();

  /**
   * @param levelIdc `level_idc` that was promised
   * @param size of the frames that were given to the encoder
   */
  constructor(
    private readonly levelIdc: number,
    private readonly size: FrameSize,
  ) {}

  /**
   * A key frame with its parameter sets in front, which state the promised profile and level; another frame as it is.
   *
   * @throws Error when the stream is of another profile, of a higher level or of another size
   */
  keep(data: Buffer, keyFrame: boolean): Buffer {
    if (!keyFrame) return data;
    if (!isH264KeyFrame(data)) throw new Error('a key frame is no IDR frame');
    const completed = this.sets.complete(data, true, this.levelIdc);
    const sps = splitAnnexB(completed).find((nalUnit) => nalUnitType(nalUnit) === NalUnitType.Sps);
    const parsed = sps && parseH264Sps(sps);
    if (sps === undefined || parsed === undefined) throw new Error('a key frame has no SPS');
    const { profile, levelIdc, width, height } = parsed;
    if (!profile.startsWith(BASELINE)) throw new Error(`profile ${profile} instead of constrained baseline`);
    if (levelIdc !== this.levelIdc) {
      throw new Error(`level ${levelIdc / 10} instead of ${this.levelIdc / 10} or below`);
    }
    if (width !== this.size.width || height !== this.size.height) {
      throw new Error(`${width}x${height} instead of ${this.size.width}x${this.size.height}`);
    }
    // In place: the bytes are those of `completed`, which nobody else has. Devices write Baseline without the flags,
    // although they use none of what sets it apart: slice groups, arbitrary slice order, redundant slices.
    sps.writeUInt8(sps.readUInt8(CONSTRAINT_BYTE) | CONSTRAINED, CONSTRAINT_BYTE);
    return completed;
  }
}
