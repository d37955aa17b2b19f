import type { AacPayloadFormat } from './track-format.js';

/** One frame of AAC. */
export interface AacFrame {
  readonly data: Buffer;
  /** From the timestamp of its packet. */
  readonly offsetTicks: number;
}

/** A frame of eight channels has 6144 bytes (ISO/IEC 14496-3, 4.5.3.1); one that is longer is none. */
const MAX_FRAME_BYTES = 8192;

/** Takes frames of AAC out of payloads (RFC 3640, 3.2 and 3.3.6). */
export class AacDepayloader {
  /** A frame of which not all has come. */
  private parts: Buffer[] = [];
  private missing = 0;

  constructor(private readonly format: AacPayloadFormat) {}

  /** The frames of the next payload; copies. None for what is damaged. */
  frames(payload: Buffer): AacFrame[] {
    const sizes = this.sizesOf(payload);
    if (sizes === undefined) return this.drop();
    let at = 2 + Math.ceil(payload.readUInt16BE(0) / 8);
    const [first = 0] = sizes;
    if (sizes.length === 1 && (this.missing > 0 || first > payload.length - at))
      return this.fragment(payload.subarray(at), first);
    this.drop();
    const frames: AacFrame[] = [];
    for (const [index, size] of sizes.entries()) {
      if (size === 0 || at + size > payload.length) break;
      frames.push({
        data: Buffer.from(payload.subarray(at, at + size)),
        offsetTicks: index * this.format.frameTicks,
      });
      at += size;
    }
    return frames;
  }

  /** Packets before the next are lost. */
  drop(): AacFrame[] {
    this.parts = [];
    this.missing = 0;
    return [];
  }

  /** @param size of the whole frame, which each of its packets states */
  private fragment(part: Buffer, size: number): AacFrame[] {
    if (size > MAX_FRAME_BYTES) return this.drop();
    if (this.missing === 0) this.missing = size;
    if (part.length > this.missing) return this.drop();
    this.parts.push(Buffer.from(part));
    this.missing -= part.length;
    if (this.missing > 0) return [];
    const data = Buffer.concat(this.parts);
    this.drop();
    return [{ data, offsetTicks: 0 }];
  }

  private sizesOf(payload: Buffer): number[] | undefined {
    if (payload.length < 3) return undefined;
    const { sizeBits, indexBits, indexDeltaBits } = this.format;
    const end = 16 + payload.readUInt16BE(0);
    if (end > payload.length * 8) return undefined;
    const sizes: number[] = [];
    for (let at = 16; ;) {
      const headerBits = sizeBits + (sizes.length === 0 ? indexBits : indexDeltaBits);
      if (at + headerBits > end) return sizes.length === 0 ? undefined : sizes;
      sizes.push(readBits(payload, at, sizeBits));
      at += headerBits;
    }
  }
}

function readBits(data: Buffer, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++)
    value = value * 2 + (((data[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
  return value;
}
