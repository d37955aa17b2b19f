/** `obu_type` values used by this library (AV1 bitstream specification, 6.2.2). */
export const ObuType = {
  SequenceHeader: 1,
  TemporalDelimiter: 2,
  FrameHeader: 3,
  Frame: 6,
  TileList: 8,
  Padding: 15,
} as const;

/** One OBU of a temporal unit. */
export interface Obu {
  readonly type: number;
  /** Its first one or two bytes, with `obu_has_size_field` cleared. */
  readonly header: Buffer;
  /** What follows header and size. */
  readonly payload: Buffer;
}

const EXTENSION_FLAG = 0x04;
const SIZE_FLAG = 0x02;

/** Longest form of a size (leb128, 4.10.5). */
const MAX_SIZE_BYTES = 8;

/**
 * The OBUs of a temporal unit in the low-overhead format (AV1 bitstream specification, 5.2 and 5.3), without copying the
 * payloads. What follows a truncated or corrupt OBU is left out.
 */
export function splitObus(data: Buffer): Obu[] {
  const obus: Obu[] = [];
  for (let at = 0; at < data.length;) {
    const first = data[at] ?? 0;
    const headerBytes = (first & EXTENSION_FLAG) === 0 ? 1 : 2;
    const start = at + headerBytes;
    // The forbidden bit: what is read here is no OBU.
    if ((first & 0x80) !== 0 || start > data.length) break;
    const size =
      (first & SIZE_FLAG) === 0 ? { value: data.length - start, bytes: 0 } : readLeb128(data, start);
    if (size === undefined) break;
    const end = start + size.bytes + size.value;
    if (end > data.length) break;
    const header = Buffer.from(data.subarray(at, start));
    header[0] = first & ~SIZE_FLAG;
    obus.push({ type: (first >> 3) & 0x0f, header, payload: data.subarray(start + size.bytes, end) });
    at = end;
  }
  return obus;
}

/** An OBU with a size field. */
export function writeObu({ header, payload }: Obu): Buffer {
  const size = Buffer.alloc(leb128Bytes(payload.length));
  writeLeb128(size, payload.length, 0);
  const sized = Buffer.from(header);
  sized[0] = (sized[0] ?? 0) | SIZE_FLAG;
  return Buffer.concat([sized, size, payload]);
}

/** Bytes that {@link writeLeb128} writes for a value. */
export function leb128Bytes(value: number): number {
  return value < 0x80 ? 1 : 1 + leb128Bytes(Math.floor(value / 0x80));
}

/** Writes a value in leb128. @returns the position behind it */
export function writeLeb128(target: Buffer, value: number, at: number): number {
  let left = value;
  let position = at;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) target[position++] = (left & 0x7f) | 0x80;
  target[position++] = left;
  return position;
}

/** Reads a value in leb128; `undefined` where it has no end. */
export function readLeb128(
  data: Buffer,
  at: number,
): { readonly value: number; readonly bytes: number } | undefined {
  let value = 0;
  for (let index = 0; index < MAX_SIZE_BYTES; index++) {
    const byte = data[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, bytes: index + 1 };
  }
  return undefined;
}
