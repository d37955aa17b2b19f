/** Reads bits (H.264, 7.2 and 9.1). Past the end it reads zeros. */
export class BitReader {
  private position = 0;

  /** @param payload without headers and emulation prevention bytes */
  constructor(private readonly payload: Buffer) {}

  /**
   * Reads the payload of a NAL unit.
   *
   * @param nalUnit including its header and emulation prevention bytes
   * @param headerBytes length of the header: 1 in H.264, 2 in H.265
   */
  static ofNalUnit(nalUnit: Buffer, headerBytes = 1): BitReader {
    return new BitReader(withoutEmulationPrevention(nalUnit.subarray(headerBytes)));
  }

  /** Whether more bits were read than available: the result is invalid. */
  get overran(): boolean {
    return this.position > this.payload.length * 8;
  }

  /** u(n), at most 32 bits. */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 2 + this.bit();
    return value;
  }

  /** u(1). */
  flag(): boolean {
    return this.bit() === 1;
  }

  /** ue(v). */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0 && zeros < 32 && !this.overran) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }

  private bit(): number {
    const byte = this.payload[this.position >> 3] ?? 0;
    const value = (byte >> (7 - (this.position & 7))) & 1;
    this.position++;
    return value;
  }
}

/** Removes the 3 of `00 00 03`, inserted so that no start code can appear in a payload (H.264, 7.4.1). */
function withoutEmulationPrevention(bytes: Buffer): Buffer {
  // Most headers have none, and one is read for every slice of every frame.
  if (!bytes.includes(EMULATION_PREVENTION)) return bytes;
  const kept = bytes.filter((byte, index) => byte !== 3 || bytes[index - 1] !== 0 || bytes[index - 2] !== 0);
  return Buffer.from(kept);
}

const EMULATION_PREVENTION = Buffer.from([0, 0, 3]);
