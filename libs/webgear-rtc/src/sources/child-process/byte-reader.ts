import type { Readable } from 'node:stream';

/**
 * Reads a pipe in chunks of a requested size. What is not requested stays in the pipe, which blocks the writer
 * (back-pressure).
 *
 * Calls must not overlap.
 */
export class ByteReader {
  private wake: () => void = () => undefined;

  constructor(private readonly stream: Readable) {
    // Registered once: a listener added while data is available is called at once and repeatedly, which starves the
    // event loop.
    for (const event of ['readable', 'end', 'close']) stream.on(event, () => this.wake());
  }

  /** Exactly this many bytes; `undefined` if the stream ends before. */
  async read(byteCount: number): Promise<Buffer | undefined> {
    for (;;) {
      const bytes = this.stream.read(byteCount) as Buffer | null;
      // At the end the stream returns what is left, an incomplete frame.
      if (bytes !== null) return bytes.length === byteCount ? bytes : undefined;
      if (!(await this.more())) return undefined;
    }
  }

  /** Any available data, at least a byte; `undefined` at the end. */
  async readAny(): Promise<Buffer | undefined> {
    for (;;) {
      const bytes = this.stream.read() as Buffer | null;
      if (bytes !== null) return bytes;
      if (!(await this.more())) return undefined;
    }
  }

  /** A line without its line break; `undefined` if the stream ends first or the line exceeds the limit. */
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

  /** Bytes that can be read without waiting. */
  get available(): number {
    return this.stream.readableLength;
  }

  /** Whether this many bytes are available. */
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
