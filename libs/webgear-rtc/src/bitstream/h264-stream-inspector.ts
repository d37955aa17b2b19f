import { NalUnitType, nalUnitType, splitAnnexB } from './annex-b.js';
import { BitReader } from './bit-reader.js';
import { H264ParameterSets, isParameterSet, joinAnnexB, type H264ActiveSets } from './h264-parameter-sets.js';
import { parseH264Slice } from './h264-slice.js';
import type { H264Sps } from './h264-sps.js';

/** The H.264 profiles browsers offer: Baseline, Main and High (H.264, A.2). */
const BROWSER_PROFILES = /^(42|4d|64)/;

/** `payloadType` of a recovery point SEI message (H.264, D.1.8). */
const SEI_RECOVERY_POINT = 6;

/** Limit of the parameter sets that wait for their access unit. */
const MAX_PENDING_BYTES = 64 * 1024;

/** Limits memory for a stream that changes its parameter sets with every frame. */
const MAX_REMEMBERED_SPS = 32;

/** Properties of one access unit. */
export interface H264AccessUnit {
  /** Whether it is an IDR frame with known parameter sets. */
  readonly keyFrame: boolean;
  /** Whether an error-tolerant decoder can start here: a recovery point, or an intra-coded frame. */
  readonly isEntryPoint: boolean;
  /** The active SPS; `undefined` before the first key frame. */
  readonly sps: H264Sps | undefined;
  /** Why browsers cannot decode the stream from here on; `undefined` if they can. */
  readonly ineligibility: string | undefined;
  /** Annex B; a key frame is preceded by all parameter sets that slices may refer to before the next one. */
  readonly data: Buffer;
}

/**
 * Inspects the access units of an H.264 stream and decides whether browsers can decode them.
 *
 * Decided at every key frame: the encoder behind an address may change at any time.
 */
export class H264StreamInspector {
  private readonly sets: H264ParameterSets;
  private active: H264ActiveSets | undefined;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** SPS of streams that were found to have B slices. */
  private readonly reordering = new Set<string>();
  private obstacle:
    { readonly of: H264ActiveSets | undefined; readonly text: string | undefined } | undefined;

  /**
   * @param extradata SPS and PPS of the container, with start codes
   * @param hasReordering whether FFmpeg found that the stream reorders frames
   */
  constructor(extradata: Buffer = Buffer.alloc(0), hasReordering = false) {
    this.sets = new H264ParameterSets(extradata);
    this.active = this.sets.firstSets();
    if (hasReordering) this.rememberReordering();
  }

  /** What the container states about the stream. */
  get initial(): Pick<H264AccessUnit, 'sps' | 'ineligibility'> {
    const { active } = this;
    if (active !== undefined) return { sps: active.sps, ineligibility: this.ineligibility() };
    return { sps: undefined, ineligibility: 'its container does not state its H.264 profile' };
  }

  /**
   * Takes the next access unit.
   *
   * @returns `undefined` for one without a slice, whose parameter sets are put in front of the next
   */
  inspect(accessUnit: Buffer): H264AccessUnit | undefined {
    const nalUnits = splitAnnexB(accessUnit);
    const slices = nalUnits.map(parseH264Slice).filter((slice) => slice !== undefined);
    this.sets.learn(nalUnits);
    if (slices.length === 0) {
      this.keepForNext(nalUnits);
      return undefined;
    }
    const isIdr = slices.some((slice) => slice.isIdr);
    const named = isIdr ? this.sets.setsOf(nalUnits) : undefined;
    if (isIdr) this.active = named;
    if (slices.some(({ type }) => type === 'B')) this.rememberReordering();
    const keyFrame = isIdr && named !== undefined;
    return {
      keyFrame,
      isEntryPoint: isIdr || slices.every(({ type }) => type === 'I') || nalUnits.some(isRecoveryPoint),
      sps: this.active?.sps,
      ineligibility: this.ineligibility(),
      data: this.withPending(accessUnit, keyFrame),
    };
  }

  /** The same for each frame until other sets are active. */
  private ineligibility(): string | undefined {
    const { active } = this;
    if (this.obstacle === undefined || this.obstacle.of !== active)
      this.obstacle = { of: active, text: this.obstacleOf(active) };
    return this.obstacle.text;
  }

  private obstacleOf(active: H264ActiveSets | undefined): string | undefined {
    if (active === undefined) return 'its parameter sets are missing';
    const { sps, pps } = active;
    if (!BROWSER_PROFILES.test(sps.profile)) return 'browsers do not decode its H.264 profile';
    // RTP carries no decoding times: a browser shows frames in the order they arrive (RFC 6184, 5.1).
    if ((sps.maxReorderFrames ?? 0) > 0 || this.reordering.has(keyOf(sps))) return 'it has B-frames';
    if (!sps.framesOnly) return 'it is interlaced';
    if (sps.chromaFormatIdc !== 1 || sps.bitDepth !== 8) return 'its pixels are not 8-bit 4:2:0';
    if (pps.hasSliceGroups) return 'it has slice groups';
    return undefined;
  }

  private rememberReordering(): void {
    if (this.active === undefined) return;
    if (this.reordering.size >= MAX_REMEMBERED_SPS) this.reordering.clear();
    this.reordering.add(keyOf(this.active.sps));
    this.obstacle = undefined;
  }

  private keepForNext(nalUnits: readonly Buffer[]): void {
    for (const nalUnit of nalUnits.filter(isParameterSet)) {
      if (this.pendingBytes > MAX_PENDING_BYTES) this.forgetPending();
      this.pending.push(Buffer.from(nalUnit));
      this.pendingBytes += nalUnit.length;
    }
  }

  private forgetPending(): void {
    this.pending = [];
    this.pendingBytes = 0;
  }

  private withPending(accessUnit: Buffer, keyFrame: boolean): Buffer {
    const { pending } = this;
    this.forgetPending();
    if (keyFrame) return this.sets.complete(accessUnit, true);
    return pending.length === 0 ? accessUnit : Buffer.concat([joinAnnexB(pending), accessUnit]);
  }
}

/** SPS with the same parsed fields count as one. */
function keyOf(sps: H264Sps): string {
  return JSON.stringify(sps);
}

function isRecoveryPoint(nalUnit: Buffer): boolean {
  if (nalUnitType(nalUnit) !== NalUnitType.Sei) return false;
  const reader = BitReader.ofNalUnit(nalUnit.subarray(0, 1024));
  // H.264, 7.3.2.3.1: a sequence of messages, up to the trailing bits.
  for (;;) {
    const type = readSeiNumber(reader);
    const bytes = readSeiNumber(reader);
    if (reader.overran) return false;
    if (type === SEI_RECOVERY_POINT) return true;
    for (let index = 0; index < bytes && !reader.overran; index++) reader.bits(8);
  }
}

function readSeiNumber(reader: BitReader): number {
  let value = 0;
  for (let byte = reader.bits(8); ; byte = reader.bits(8)) {
    value += byte;
    if (byte !== 0xff || reader.overran) return value;
  }
}
