import { types } from 'node:util';

/** Bytes in memory. */
export type Bytes = Uint8Array | Uint8ClampedArray;

/** Whether something is memory that is meant as bytes. Numbers of more than 8 bits are not: each would become several. */
export function isBytesLike(value: unknown): value is Bytes | ArrayBufferLike | DataView {
  // Not `instanceof`: what is made outside of a context of its own, such as a test runner's, has another class there.
  return isBytes(value) || types.isAnyArrayBuffer(value) || types.isDataView(value);
}

/** The same memory as bytes; nothing is copied. */
export function bytesOf(memory: Bytes | ArrayBufferLike | DataView): Bytes {
  if (isBytes(memory)) return memory;
  if (types.isDataView(memory)) return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
  return new Uint8Array(memory);
}

function isBytes(value: unknown): value is Bytes {
  return types.isUint8Array(value) || types.isUint8ClampedArray(value);
}
