import { NalUnitType, nalUnitType, splitAnnexB } from './annex-b.js';
import { BitReader } from './bit-reader.js';
import { parseH264Pps, type H264Pps } from './h264-pps.js';
import { parseH264Slice } from './h264-slice.js';
import { parseH264Sps, type H264Sps } from './h264-sps.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** No encoder writes longer sets; with up to 288 of them the limit bounds memory. */
const MAX_SET_BYTES = 4096;

/** Profile and level of an H.264 stream (H.264, 7.3.2.1.1). */
export interface H264Profile {
  /** `profile_idc` and the constraint flags as four hex digits, as in the SDP's `profile-level-id` (RFC 6184, 8.1). */
  readonly profile: string;
  /** `level_idc`: 31 is level 3.1. */
  readonly levelIdc: number;
}

/** Profile and level of the first SPS; `undefined` without one. */
export function h264ProfileOf(data: Buffer): H264Profile | undefined {
  const sps = splitAnnexB(data).find((nalUnit) => nalUnitType(nalUnit) === NalUnitType.Sps);
  if (sps === undefined || sps.length < 4) return undefined;
  return { profile: sps.toString('hex', 1, 3), levelIdc: sps.readUInt8(3) };
}

/** An SPS and a PPS that refers to it. */
export interface H264ActiveSets {
  readonly sps: H264Sps;
  readonly pps: H264Pps;
}

interface KnownSet<Parsed> {
  readonly nalUnit: Buffer;
  readonly parsed: Parsed;
}

/**
 * Makes every key frame decodable on its own.
 *
 * Cameras send the parameter sets once and files keep them in the container, but a viewer joins anywhere (RFC 7742,
 * 6.2). Each key frame gets its SPS and every PPS that refers to it: slices up to the next key frame may use any of
 * them, but no other SPS (H.264, 7.4.1.2.1).
 */
export class H264ParameterSets {
  private readonly spsById = new Map<number, KnownSet<H264Sps>>();
  private readonly ppsById = new Map<number, KnownSet<H264Pps>>();
  private readonly extensionBySpsId = new Map<number, Buffer>();

  /** @param extradata SPS and PPS of the container, with start codes */
  constructor(extradata: Buffer = Buffer.alloc(0)) {
    this.learn(splitAnnexB(extradata));
  }

  /** The sets that the first slice of these NAL units refers to; `undefined` if one is unknown. */
  setsOf(nalUnits: readonly Buffer[]): H264ActiveSets | undefined {
    const slice = nalUnits.map(parseH264Slice).find((parsed) => parsed !== undefined);
    const pps = slice && this.ppsById.get(slice.ppsId)?.parsed;
    const sps = pps && this.spsById.get(pps.spsId)?.parsed;
    return sps && { sps, pps };
  }

  /** The pair of sets with the lowest identifiers; `undefined` without a pair. */
  firstSets(): H264ActiveSets | undefined {
    for (const { parsed: pps } of this.ppsById.values()) {
      const sps = this.spsById.get(pps.spsId)?.parsed;
      if (sps !== undefined) return { sps, pps };
    }
    return undefined;
  }

  /**
   * Puts the parameter sets in front of a key frame; any other access unit is returned unchanged. Learns the sets of
   * both.
   *
   * @param minimumLevelIdc raises the level of the SPS to this one: Safari shows black if it differs from the
   *   negotiated level, and a stream may state a higher level than it needs (H.264, A.3)
   */
  complete(accessUnit: Buffer, keyFrame: boolean, minimumLevelIdc = 0): Buffer {
    const nalUnits = splitAnnexB(accessUnit);
    this.learn(nalUnits);
    if (!keyFrame) return accessUnit;
    // Sets that cannot be parsed stay in place: decoders may still understand them.
    const rest = nalUnits.filter((nalUnit) => !isParameterSet(nalUnit) || isUnreadable(nalUnit));
    // An access unit delimiter must come first (H.264, 7.4.1.2.3).
    const delimiters = rest.filter(isDelimiter);
    const sets = this.setsFor(nalUnits).map((set) => withLevel(set, minimumLevelIdc));
    return joinAnnexB([...delimiters, ...sets, ...rest.filter((nalUnit) => !isDelimiter(nalUnit))]);
  }

  /** Stores the parameter sets among these NAL units. */
  learn(nalUnits: readonly Buffer[]): void {
    // Most access units have none.
    if (!nalUnits.some(isParameterSet)) return;
    const changed = new Set<number>();
    const arrived = new Map<number, number>();
    for (const nalUnit of nalUnits) {
      if (!isParameterSet(nalUnit) || nalUnit.length > MAX_SET_BYTES) continue;
      const type = nalUnitType(nalUnit);
      if (type === NalUnitType.Sps) {
        const parsed = parseH264Sps(nalUnit);
        if (parsed === undefined) continue;
        if (keep(this.spsById, nalUnit, parsed)) {
          changed.add(parsed.id);
          this.extensionBySpsId.delete(parsed.id);
        }
      } else if (type === NalUnitType.Pps) {
        const parsed = parseH264Pps(nalUnit);
        if (parsed === undefined) continue;
        keep(this.ppsById, nalUnit, parsed);
        arrived.set(parsed.id, parsed.spsId);
      } else this.extensionBySpsId.set(BitReader.ofNalUnit(nalUnit).unsigned() & 31, Buffer.from(nalUnit));
    }
    // A new SPS comes with its own PPS; those of the previous one are obsolete.
    for (const spsId of changed) {
      if ([...arrived.values()].includes(spsId)) this.forgetPpsOf(spsId, arrived);
    }
  }

  private forgetPpsOf(spsId: number, except: ReadonlyMap<number, number>): void {
    for (const [id, { parsed }] of this.ppsById) {
      if (parsed.spsId === spsId && !except.has(id)) this.ppsById.delete(id);
    }
  }

  /** The sets that slices up to the next key frame may refer to; all known ones if that cannot be determined. */
  private setsFor(nalUnits: readonly Buffer[]): Buffer[] {
    const active = this.setsOf(nalUnits)?.sps.id;
    const spsIds = active === undefined ? ascending(this.spsById.keys()) : [active];
    const sps = spsIds.flatMap((id) => [
      this.spsById.get(id)?.nalUnit ?? Buffer.alloc(0),
      this.extensionBySpsId.get(id) ?? Buffer.alloc(0),
    ]);
    const pps = ascending(this.ppsById.keys())
      .map((id) => this.ppsById.get(id))
      .filter((known) => known !== undefined && (active === undefined || known.parsed.spsId === active))
      .map((known) => known?.nalUnit ?? Buffer.alloc(0));
    return [...sps, ...pps].filter(({ length }) => length > 0);
  }
}

/** Joins NAL units into an Annex B byte stream. */
export function joinAnnexB(nalUnits: readonly Buffer[]): Buffer {
  return Buffer.concat(nalUnits.flatMap((nalUnit) => [START_CODE, nalUnit]));
}

/** Whether an access unit contains an IDR slice, so that decoding can start there. */
export function isH264KeyFrame(accessUnit: Buffer): boolean {
  return splitAnnexB(accessUnit).some((nalUnit) => nalUnitType(nalUnit) === NalUnitType.IdrSlice);
}

/** @returns whether the set has changed */
function keep<Parsed extends { readonly id: number }>(
  known: Map<number, KnownSet<Parsed>>,
  nalUnit: Buffer,
  parsed: Parsed,
): boolean {
  if (known.get(parsed.id)?.nalUnit.equals(nalUnit) === true) return false;
  // Copied: the NAL unit shares the memory of a whole frame.
  known.set(parsed.id, { nalUnit: Buffer.from(nalUnit), parsed });
  return true;
}

function ascending(ids: Iterable<number>): number[] {
  return [...ids].toSorted((a, b) => a - b);
}

function isDelimiter(nalUnit: Buffer): boolean {
  return nalUnitType(nalUnit) === NalUnitType.AccessUnitDelimiter;
}

/** SPS, SPS extension, or PPS. */
export function isParameterSet(nalUnit: Buffer): boolean {
  const type = nalUnitType(nalUnit);
  return type === NalUnitType.Sps || type === NalUnitType.Pps || type === NalUnitType.SpsExtension;
}

function isUnreadable(set: Buffer): boolean {
  const type = nalUnitType(set);
  if (set.length > MAX_SET_BYTES) return true;
  if (type === NalUnitType.Sps) return parseH264Sps(set) === undefined;
  return type === NalUnitType.Pps && parseH264Pps(set) === undefined;
}

function withLevel(set: Buffer, minimumLevelIdc: number): Buffer {
  if (nalUnitType(set) !== NalUnitType.Sps || set.length < 4 || set.readUInt8(3) >= minimumLevelIdc)
    return set;
  const raised = Buffer.from(set);
  raised.writeUInt8(minimumLevelIdc, 3);
  return raised;
}
