import { NalUnitType, nalUnitType, splitAnnexB } from './annex-b.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** What the head of an H.264 stream says of who can decode it (H.264, 7.3.2.1.1). */
export interface H264Profile {
  /** `profile_idc` and the constraint flags as four hex digits, as in the SDP's `profile-level-id` (RFC 6184, 8.1). */
  readonly profile: string;
  /** `level_idc`: 31 is level 3.1. */
  readonly levelIdc: number;
}

/** Profile and level of the first sequence parameter set; `undefined` where there is none. */
export function h264ProfileOf(data: Buffer): H264Profile | undefined {
  const sps = splitAnnexB(data).find((nalUnit) => nalUnitType(nalUnit) === NalUnitType.Sps);
  if (sps === undefined || sps.length < 4) return undefined;
  return { profile: sps.toString('hex', 1, 3), levelIdc: sps.readUInt8(3) };
}

/**
 * Sees to it that every key frame can be decoded alone.
 *
 * Cameras send the parameter sets once, files keep them in their head; a viewer joins anywhere (RFC 7742, 6.2).
 */
export class H264ParameterSets {
  private sets: readonly Buffer[] = [];

  /** @param head SPS and PPS as the container has them, with start codes */
  constructor(head: Buffer = Buffer.alloc(0)) {
    this.learn(splitAnnexB(head));
  }

  /**
   * The access unit with parameter sets in front, if it is a key frame; any other as it is.
   *
   * @param minimumLevelIdc level to write where the SPS says a lower one: Safari shows black when it is not the one that
   *   was announced, and a stream may call itself more demanding than it is (H.264, A.3)
   */
  complete(accessUnit: Buffer, keyFrame: boolean, minimumLevelIdc = 0): Buffer {
    if (!keyFrame) return accessUnit;
    const nalUnits = splitAnnexB(accessUnit);
    this.learn(nalUnits);
    const rest = nalUnits.filter((nalUnit) => !isParameterSet(nalUnit));
    const sets = this.sets.map((set) => withLevel(set, minimumLevelIdc));
    return Buffer.concat([...sets, ...rest].flatMap((nalUnit) => [START_CODE, nalUnit]));
  }

  private learn(nalUnits: readonly Buffer[]): void {
    const sets = nalUnits.filter(isParameterSet);
    if (sets.length === 0) return;
    const brings = (type: number) => sets.some((set) => nalUnitType(set) === type);
    // A new SPS ends what was; a PPS alone goes with the SPS that is there.
    const kept = brings(NalUnitType.Sps)
      ? []
      : this.sets.filter((set) => nalUnitType(set) === NalUnitType.Sps);
    // Their own memory: what they are cut from belongs to one picture.
    this.sets = [...kept, ...sets.map((set) => Buffer.from(set))];
  }
}

function isParameterSet(nalUnit: Buffer): boolean {
  const type = nalUnitType(nalUnit);
  return type === NalUnitType.Sps || type === NalUnitType.Pps;
}

function withLevel(set: Buffer, minimumLevelIdc: number): Buffer {
  if (nalUnitType(set) !== NalUnitType.Sps || set.length < 4 || set.readUInt8(3) >= minimumLevelIdc)
    return set;
  const raised = Buffer.from(set);
  raised.writeUInt8(minimumLevelIdc, 3);
  return raised;
}

/** Whether decoding can start at this access unit: it holds an IDR picture. */
export function isH264KeyFrame(accessUnit: Buffer): boolean {
  return splitAnnexB(accessUnit).some((nalUnit) => nalUnitType(nalUnit) === NalUnitType.IdrSlice);
}
