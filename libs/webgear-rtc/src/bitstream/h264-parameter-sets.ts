import { NalUnitType, nalUnitType, splitAnnexB } from './annex-b.js';
import { BitReader } from './bit-reader.js';
import { parseH264Pps, type H264Pps } from './h264-pps.js';
import { parseH264Slice } from './h264-slice.js';
import { parseH264Sps, type H264Sps } from './h264-sps.js';

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** No encoder writes longer ones; there may be 288 of them, which must not fill the memory. */
const MAX_SET_BYTES = 4096;

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

/** An SPS and a PPS that goes with it. */
export interface H264ActiveSets {
  readonly sps: H264Sps;
  readonly pps: H264Pps;
}

interface KnownSet<Parsed> {
  readonly nalUnit: Buffer;
  readonly parsed: Parsed;
}

/**
 * Sees to it that every key frame can be decoded alone.
 *
 * Cameras send the parameter sets once, files keep them in their head; a viewer joins anywhere (RFC 7742, 6.2). A key
 * frame gets its SPS and every PPS that goes with it: slices up to the next key frame may name any of them, and no other
 * SPS (H.264, 7.4.1.2.1).
 */
export class H264ParameterSets {
  private readonly spsById = new Map<number, KnownSet<H264Sps>>();
  private readonly ppsById = new Map<number, KnownSet<H264Pps>>();
  private readonly extensionBySpsId = new Map<number, Buffer>();

  /** @param head SPS and PPS as the container has them, with start codes */
  constructor(head: Buffer = Buffer.alloc(0)) {
    this.learn(splitAnnexB(head));
  }

  /** The sets that the first slice among these NAL units names; `undefined` where one is not known. */
  setsOf(nalUnits: readonly Buffer[]): H264ActiveSets | undefined {
    const slice = nalUnits.map(parseH264Slice).find((parsed) => parsed !== undefined);
    const pps = slice && this.ppsById.get(slice.ppsId)?.parsed;
    const sps = pps && this.spsById.get(pps.spsId)?.parsed;
    return sps && { sps, pps };
  }

  /** The sets of the smallest numbers that go together; `undefined` where there are none. */
  firstSets(): H264ActiveSets | undefined {
    for (const { parsed: pps } of this.ppsById.values()) {
      const sps = this.spsById.get(pps.spsId)?.parsed;
      if (sps !== undefined) return { sps, pps };
    }
    return undefined;
  }

  /**
   * The access unit with parameter sets in front, if it is a key frame; any other as it is. Learns the sets of either.
   *
   * @param minimumLevelIdc level to write where the SPS says a lower one: Safari shows black when it is not the one that
   *   was announced, and a stream may call itself more demanding than it is (H.264, A.3)
   */
  complete(accessUnit: Buffer, keyFrame: boolean, minimumLevelIdc = 0): Buffer {
    const nalUnits = splitAnnexB(accessUnit);
    this.learn(nalUnits);
    if (!keyFrame) return accessUnit;
    // Sets that cannot be read stay where they are: decoders may know better.
    const rest = nalUnits.filter((nalUnit) => !isParameterSet(nalUnit) || isUnreadable(nalUnit));
    // An access unit delimiter is the first of its access unit (H.264, 7.4.1.2.3).
    const delimiters = rest.filter(isDelimiter);
    const sets = this.setsFor(nalUnits).map((set) => withLevel(set, minimumLevelIdc));
    return joinAnnexB([...delimiters, ...sets, ...rest.filter((nalUnit) => !isDelimiter(nalUnit))]);
  }

  /** Takes note of the parameter sets among these NAL units. */
  learn(nalUnits: readonly Buffer[]): void {
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
      } else this.extensionBySpsId.set(new BitReader(nalUnit).unsigned() & 31, Buffer.from(nalUnit));
    }
    // Another encoder's SPS comes with its own PPS; those of the encoder before would be there for nothing.
    for (const spsId of changed) {
      if ([...arrived.values()].includes(spsId)) this.forgetPpsOf(spsId, arrived);
    }
  }

  private forgetPpsOf(spsId: number, except: ReadonlyMap<number, number>): void {
    for (const [id, { parsed }] of this.ppsById) {
      if (parsed.spsId === spsId && !except.has(id)) this.ppsById.delete(id);
    }
  }

  /** What the slices of a coded video sequence may name: all that is known where its own cannot be told. */
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

/** NAL units as an Annex B byte stream. */
export function joinAnnexB(nalUnits: readonly Buffer[]): Buffer {
  return Buffer.concat(nalUnits.flatMap((nalUnit) => [START_CODE, nalUnit]));
}

/** Whether decoding can start at this access unit: it holds an IDR frame. */
export function isH264KeyFrame(accessUnit: Buffer): boolean {
  return splitAnnexB(accessUnit).some((nalUnit) => nalUnitType(nalUnit) === NalUnitType.IdrSlice);
}

/** @returns whether it is another than before */
function keep<Parsed extends { readonly id: number }>(
  known: Map<number, KnownSet<Parsed>>,
  nalUnit: Buffer,
  parsed: Parsed,
): boolean {
  if (known.get(parsed.id)?.nalUnit.equals(nalUnit) === true) return false;
  // Memory of its own: what it is cut from belongs to one frame.
  known.set(parsed.id, { nalUnit: Buffer.from(nalUnit), parsed });
  return true;
}

function ascending(ids: Iterable<number>): number[] {
  return [...ids].toSorted((a, b) => a - b);
}

function isDelimiter(nalUnit: Buffer): boolean {
  return nalUnitType(nalUnit) === NalUnitType.AccessUnitDelimiter;
}

/** SPS, its extension for auxiliary frames, or PPS. */
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
