/** NAL unit types of H.264 (ITU-T H.264, table 7-1). */
const NAL_SLICE = 1;
const NAL_IDR = 5;
const NAL_SEI = 6;
const NAL_DELIMITER = 9;

/** A stream that never begins a new frame is none; it must not fill the memory. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/** Cuts H.264 with start codes (Annex B) into access units: all that belongs to one frame. */
export class AccessUnitSplitter {
  private pending: Buffer = Buffer.alloc(0);
  /** Up to where start codes have been looked for. */
  private scanned = 0;
  private hasFrame = false;

  /** Takes bytes as they come, and gives what they complete. */
  push(bytes: Buffer): Buffer[] {
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    if (this.pending.length > MAX_PENDING_BYTES) this.drop();
    const units: Buffer[] = [];
    for (let start = this.nextStartCode(); start !== -1; start = this.nextStartCode()) {
      // The header, and the byte that tells whether a slice is the first of its frame.
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

  /** What is there, taken for whole: the next frame, by whose beginning it would show, is not there yet. */
  flush(): Buffer | undefined {
    return this.hasFrame ? this.take(this.pending.length) : undefined;
  }

  private nextStartCode(): number {
    const found = this.pending.indexOf('000001', this.scanned, 'hex');
    // A start code may lie across the end of what has come.
    if (found === -1) this.scanned = Math.max(this.scanned, this.pending.length - 2);
    return found;
  }

  /** ITU-T H.264, 7.4.1.2.3: only what follows the last slice of a frame can begin the next. */
  private beginsAccessUnit(start: number): boolean {
    if (!this.hasFrame) return false;
    const type = this.typeAt(start);
    // Macroblock 0 is written as a single 1 bit.
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
