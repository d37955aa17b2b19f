import { AccessUnitSplitter } from '../../bitstream/access-unit-splitter.js';
import type { ByteReader } from '../child-process/byte-reader.js';

/** Splits the output of a camera program into access units. */
export class AccessUnits {
  private readonly splitter = new AccessUnitSplitter();
  private readonly waiting: Buffer[] = [];

  constructor(private readonly reader: ByteReader) {}

  /** The next access unit; `undefined` at the end. Calls must not overlap. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const unit = this.waiting.shift();
      if (unit !== undefined) return unit;
      const bytes = await this.reader.readAny();
      if (bytes === undefined) return this.splitter.flush();
      this.waiting.push(...this.splitter.push(bytes));
    }
  }
}
