import { splitAnnexB } from './annex-b.js';
import { joinAnnexB } from './h264-parameter-sets.js';
import { H265NalUnitType, h265NalUnitType } from './h265-nal-units.js';
import { parseH265Sps, type H265Sps } from './h265-sps.js';
import type { InspectedAccessUnit, InspectedFormat, StreamInspector } from './stream-inspector.interface.js';

const MAIN_PROFILE = 1;
/** No encoder writes longer sets; with 64 PPS the limit bounds memory. */
const MAX_SET_BYTES = 4096;

/**
 * Inspects the access units of an H.265 stream and completes key frames: cameras send the parameter sets once, and files keep
 * them in the container, but a viewer joins anywhere.
 */
export class H265StreamInspector implements StreamInspector {
  /** VPS, SPS and PPS by type and identifier. */
  private readonly sets = new Map<string, Buffer>();
  private sps: H265Sps | undefined;
  private hasKeyFrame = false;

  /**
   * @param extradata parameter sets of the container, with start codes
   * @param hasReordering whether FFmpeg found that the stream reorders frames
   */
  constructor(
    extradata: Buffer,
    private readonly hasReordering: boolean,
  ) {
    this.learn(splitAnnexB(extradata));
  }

  get initial(): StreamInspector['initial'] {
    const { sps } = this;
    if (sps === undefined) {
      return { sps: undefined, ineligibility: 'its container does not state its H.265 profile' };
    }
    return { sps: formatOf(sps), ineligibility: this.obstacle() };
  }

  inspect(accessUnit: Buffer): InspectedAccessUnit | undefined {
    const nalUnits = splitAnnexB(accessUnit).filter((nalUnit) => nalUnit.length > 2);
    const types = nalUnits.map(h265NalUnitType);
    this.learn(nalUnits);
    if (!types.some((type) => type < H265NalUnitType.Vps)) return undefined;
    // Not CRA: the frames that precede it in display order cannot be decoded after a join.
    const isIdr = types.some(
      (type) => type === H265NalUnitType.IdrWithRadl || type === H265NalUnitType.IdrWithoutLeading,
    );
    const keyFrame = isIdr && this.sps !== undefined;
    this.hasKeyFrame ||= keyFrame;
    return {
      keyFrame,
      isEntryPoint: types.some((type) => type >= 16 && type <= H265NalUnitType.LastIrap),
      sps: this.hasKeyFrame && this.sps !== undefined ? formatOf(this.sps) : undefined,
      ineligibility: this.obstacle(),
      data: keyFrame ? this.complete(nalUnits) : accessUnit,
    };
  }

  private learn(nalUnits: readonly Buffer[]): void {
    for (const nalUnit of nalUnits) {
      const type = h265NalUnitType(nalUnit);
      if (!isParameterSet(type) || nalUnit.length > MAX_SET_BYTES) continue;
      if (type === H265NalUnitType.Sps) {
        const parsed = parseH265Sps(nalUnit);
        if (parsed === undefined) continue;
        this.sps = parsed;
      }
      // The identifier of a PPS stands first, in at most eleven bits; of the others streams have one each.
      const id = type === H265NalUnitType.Pps ? (nalUnit[2] ?? 0) : 0;
      // Copied: the NAL unit shares the memory of a whole frame.
      this.sets.set(`${type}/${id}`, Buffer.from(nalUnit));
    }
  }

  /** All sets in front of the slices, in the order of their types, behind a delimiter. */
  private complete(nalUnits: readonly Buffer[]): Buffer {
    const sets = [...this.sets].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, set]) => set);
    const isDelimiter = (nalUnit: Buffer): boolean =>
      h265NalUnitType(nalUnit) === H265NalUnitType.AccessUnitDelimiter;
    const rest = nalUnits.filter(
      (nalUnit) => !isDelimiter(nalUnit) && !isParameterSet(h265NalUnitType(nalUnit)),
    );
    return joinAnnexB([...nalUnits.filter(isDelimiter), ...sets, ...rest]);
  }

  private obstacle(): string | undefined {
    const { sps } = this;
    if (sps === undefined) return 'its parameter sets are missing';
    if (sps.profileIdc !== MAIN_PROFILE) return 'its H.265 profile is not Main';
    if (sps.chromaFormatIdc !== 1 || sps.bitDepth !== 8) return 'its pixels are not 8-bit 4:2:0';
    // RTP carries no decoding times: a browser shows frames in the order they arrive.
    return sps.maxReorderFrames > 0 || this.hasReordering ? 'it has B-frames' : undefined;
  }
}

function isParameterSet(type: number): boolean {
  return type >= H265NalUnitType.Vps && type <= H265NalUnitType.Pps;
}

function formatOf({ width, height }: H265Sps): InspectedFormat {
  return { profile: '', levelIdc: 0, width, height };
}
