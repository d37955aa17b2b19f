/** NAL unit types of H.264 (ITU-T H.264, table 7-1). */
const NAL_SLICE = 1;
const NAL_IDR = 5;
const NAL_SEI = 6;
const NAL_DELIMITER = 9;

/** Limits memory for a stream that never starts another access unit. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/** Splits an H.264 byte stream with start codes (Annex B) into access units. */
export class AccessUnitSplitter {
  private pending: Buffer = Buffer.alloc(0);
  /** Position up to which start codes have been searched. */
  private scanned = 0;
  private hasFrame = false;

  /** Takes a chunk of the stream, and returns the access units it completes. */
  push(bytes: Buffer): Buffer[] {
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    if (this.pending.length > MAX_PENDING_BYTES) this.drop();
    const units: Buffer[] = [];
    for (let start = this.nextStartCode(); start !== -1; start = this.nextStartCode()) {
      // Needs the NAL unit header, and the byte that tells whether a slice is the first of its frame.
      if (start + 4 >= this.pending.length) {
        this.scanned = start;
        break;
      }
      if (this.beginsAccessUnit(start)) {
        const from = this.pending[start - 1] === 0 ? start - 1 : start;
        units.push(this.take(from));
        start -= from;
      }
      this.hasFrame ||= isSlice(this.typeAt(start));
      this.scanned = start + 3;
    }
    return units;
  }

  /** Returns the pending bytes as an access unit, although the start of the next one has not arrived. */
  flush(): Buffer | undefined {
    return this.hasFrame ? this.take(this.pending.length) : undefined;
  }

  private nextStartCode(): number {
    const found = this.pending.indexOf('000001', this.scanned, 'hex');
    // A start code may be split between two chunks.
    if (found === -1) this.scanned = Math.max(this.scanned, this.pending.length - 2);
    return found;
  }

  /** Only NAL units after the last slice of a frame can start the next access unit (ITU-T H.264, 7.4.1.2.3). */
  private beginsAccessUnit(start: number): boolean {
    if (!this.hasFrame) return false;
    const type = this.typeAt(start);
    // `first_mb_in_slice` 0 is coded as a single 1 bit (ue(v)).
    if (isSlice(type)) return ((this.pending[start + 4] ?? 0) & 0x80) !== 0;
    return type >= NAL_SEI && type <= NAL_DELIMITER;
  }

  private typeAt(start: number): number {
    return (this.pending[start + 3] ?? 0) & 0x1f;
  }

  private take(end: number): Buffer {
    const unit = this.pending.subarray(0, end);
    this.pending = this.pending.subarray(end);
    this.scanned = 0;
    this.hasFrame = false;
    return unit;
  }

  private drop(): void {
    this.take(this.pending.length);
  }
}

function isSlice(type: number): boolean {
  return type >= NAL_SLICE && type <= NAL_IDR;
}
