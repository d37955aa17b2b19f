import { types } from 'node:util';

/** Bytes in memory. */
export type Bytes = Uint8Array | Uint8ClampedArray;

/** Whether a value is binary data. Arrays of wider numbers are not: each number would become several bytes. */
export function isBytesLike(value: unknown): value is Bytes | ArrayBufferLike | DataView {
  // Not `instanceof`: values from another realm, such as a test runner's sandbox, have other classes.
  return isBytes(value) || types.isAnyArrayBuffer(value) || types.isDataView(value);
}

/** The same memory as bytes, without a copy. */
export function bytesOf(memory: Bytes | ArrayBufferLike | DataView): Bytes {
  if (isBytes(memory)) return memory;
  if (types.isDataView(memory)) return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
  return new Uint8Array(memory);
}

function isBytes(value: unknown): value is Bytes {
  return types.isUint8Array(value) || types.isUint8ClampedArray(value);
}
