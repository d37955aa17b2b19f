import type { Readable } from 'node:stream';

/**
 * Reads a pipe in pieces of the reader's choice. What is not asked for stays in the pipe, whose writer then waits.
 *
 * Calls must not overlap.
 */
export class ByteReader {
  private wake: () => void = () => undefined;

  constructor(private readonly stream: Readable) {
    // Once for all: a listener added while bytes wait is called at once, again and again, and nothing else gets its turn.
    for (const event of ['readable', 'end', 'close']) stream.on(event, () => this.wake());
  }

  /** Exactly so many bytes; `undefined` when fewer come before the end. */
  async read(byteCount: number): Promise<Buffer | undefined> {
    for (;;) {
      const bytes = this.stream.read(byteCount) as Buffer | null;
      // At the end the stream gives what is left, which is a torn frame.
      if (bytes !== null) return bytes.length === byteCount ? bytes : undefined;
      if (!(await this.more())) return undefined;
    }
  }

  /** Whatever is there, at least a byte; `undefined` at the end. */
  async readAny(): Promise<Buffer | undefined> {
    for (;;) {
      const bytes = this.stream.read() as Buffer | null;
      if (bytes !== null) return bytes;
      if (!(await this.more())) return undefined;
    }
  }

  /** A line without its end; `undefined` when the stream ends first or the line is longer than allowed. */
  async readLine(maxBytes: number): Promise<string | undefined> {
    const bytes: number[] = [];
    while (bytes.length <= maxBytes) {
      const byte = (await this.read(1))?.[0];
      if (byte === undefined) return undefined;
      if (byte === 0x0a) return Buffer.from(bytes).toString('latin1');
      bytes.push(byte);
    }
    return undefined;
  }

  /** Whether so many bytes have come already. */
  has(byteCount: number): boolean {
    return this.stream.readableLength >= byteCount;
  }

  private async more(): Promise<boolean> {
    const { stream } = this;
    if (stream.readableEnded || stream.destroyed) return false;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    return true;
  }
}
