import { AccessUnitSplitter } from '../../bitstream/access-unit-splitter.js';
import type { ByteReader } from '../child-process/byte-reader.js';

/**
 * Cuts the byte stream of a camera's program into access units.
 *
 * The end of an access unit shows only by the beginning of the next, so each comes one frame interval late. FFmpeg's h264
 * demuxer and parser wait for the same byte; while the demuxer waits, it also keeps a thread of libuv's pool, and
 * `process.exit()` waits for that thread.
 */
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
