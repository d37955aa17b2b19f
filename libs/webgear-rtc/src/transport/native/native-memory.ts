import type { NativeFunctions } from './native-functions.js';

// The engine keeps shorter memory on its own heap, where it is moved about.
const leastBytes = 128;

/** Tells native code where buffers lie. */
export class NativeMemory {
  private readonly starts = new WeakMap<ArrayBufferLike, number>();

  constructor(private readonly functions: Pick<NativeFunctions, 'addressOf'>) {}

  /** Memory of its own, which stays where it is. */
  static allocate(bytes: number): Buffer {
    return Buffer.alloc(Math.max(bytes, leastBytes));
  }

  /**
   * The address of a buffer's first byte, valid for as long as the buffer is referenced.
   *
   * @throws RangeError for memory so small that it may move
   */
  addressOf(buffer: Buffer): number {
    const { buffer: memory, byteOffset } = buffer;
    return (this.starts.get(memory) ?? this.find(memory)) + byteOffset;
  }

  private find(memory: ArrayBufferLike): number {
    if (memory.byteLength < leastBytes)
      throw new RangeError(`${memory.byteLength} bytes have no fixed address`);
    const start = this.functions.addressOf(Buffer.from(memory));
    this.starts.set(memory, start);
    return start;
  }
}
