/** What depayloaders need to know of payloads of H.264 or H.265 that cameras send. */
export interface NalUnitPayloads {
  /** A payload as the standard has it; `undefined` for one that is of no use. */
  readonly normalized: (payload: Buffer) => Buffer | undefined;
  /** Whether a payload belongs to a frame that has begun before, by the first macroblock or segment of its slice. */
  readonly continuesFrame: (payload: Buffer) => boolean;
}

const FRAGMENT_START = 0x80;
/** The first bit behind the headers: `first_mb_in_slice` is 0, or `first_slice_segment_in_pic_flag` is set. */
const FIRST_SLICE = 0x80;

/** H.264 (RFC 6184, 5.2). */
export const h264Payloads: NalUnitPayloads = {
  normalized: (payload) => {
    const unit = withoutStartCode(payload);
    const type = (unit[0] ?? 0) & 0x1f;
    // Single units, STAP-A and FU-A; some cameras put units of their own in between.
    return (type > 0 && type <= 24) || type === 28 ? unit : undefined;
  },
  continuesFrame: ([first = 0, second = 0, third = 0]) => {
    const type = first & 0x1f;
    if (type !== 28) return isH264Slice(type) && (second & FIRST_SLICE) === 0;
    return (second & FRAGMENT_START) === 0 || (isH264Slice(second & 0x1f) && (third & FIRST_SLICE) === 0);
  },
};

/** H.265 (RFC 7798, 4.4). */
export const h265Payloads: NalUnitPayloads = {
  normalized: (payload) => {
    const unit = withoutStartCode(payload);
    return (((unit[0] ?? 0) >> 1) & 0x3f) < 50 && unit.length > 2 ? unit : undefined;
  },
  continuesFrame: ([first = 0, , third = 0, fourth = 0]) => {
    const type = (first >> 1) & 0x3f;
    if (type !== 49) return type < 32 && (third & FIRST_SLICE) === 0;
    return (third & FRAGMENT_START) === 0 || ((third & 0x3f) < 32 && (fourth & FIRST_SLICE) === 0);
  },
};

function isH264Slice(type: number): boolean {
  return type >= 1 && type <= 5;
}

/** Some encoders of cameras leave theirs in front of the first unit. */
function withoutStartCode(payload: Buffer): Buffer {
  if (payload[0] !== 0 || payload[1] !== 0) return payload;
  if (payload[2] === 1) return payload.subarray(3);
  return payload[2] === 0 && payload[3] === 1 ? payload.subarray(4) : payload;
}
