const TIME_BYTES = 6;
const ROWS = 2;
const BITS_PER_ROW = 28;

/** White and black blocks at the start of each row, as brightness references for the reader. */
const REFERENCE_COLUMNS: readonly boolean[] = [true, false];

/** Columns of the code: two references and 28 bits. */
export const BARCODE_COLUMNS = REFERENCE_COLUMNS.length + BITS_PER_ROW;

/**
 * Encodes a time as two rows of blocks, `true` for white: 48 bits of milliseconds since 1970 and a CRC-8, most
 * significant bit first.
 */
export function barcodeRows(timeMs: number): boolean[][] {
  const bytes = Buffer.alloc(TIME_BYTES + 1);
  bytes.writeUIntBE(timeMs, 0, TIME_BYTES);
  bytes[TIME_BYTES] = crc8(bytes.subarray(0, TIME_BYTES));
  return Array.from({ length: ROWS }, (_, row) => [
    ...REFERENCE_COLUMNS,
    ...Array.from({ length: BITS_PER_ROW }, (__, column) => bitAt(bytes, row * BITS_PER_ROW + column)),
  ]);
}

/** Decodes the time of two rows of blocks; `undefined` if the CRC does not match. */
export function readBarcodeRows(rows: readonly (readonly boolean[])[]): number | undefined {
  const bits = rows.flatMap((row) => row.slice(REFERENCE_COLUMNS.length));
  if (bits.length !== ROWS * BITS_PER_ROW) return undefined;
  const bytes = Buffer.alloc(TIME_BYTES + 1);
  bits.forEach((bit, index) => (bytes[index >> 3] = ((bytes[index >> 3] ?? 0) << 1) | Number(bit)));
  const isRight = bytes[TIME_BYTES] === crc8(bytes.subarray(0, TIME_BYTES));
  return isRight ? bytes.readUIntBE(0, TIME_BYTES) : undefined;
}

/** CRC-8 with polynomial 0x07, initial value 0, no reflection. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x07) & 0xff;
  }
  return crc;
}

function bitAt(bytes: Buffer, index: number): boolean {
  return (((bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
}
