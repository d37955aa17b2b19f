const tickUs = 250;
const referenceTickUs = 64_000;

/** What a receiver knows of a packet: when it arrived, in microseconds of its own clock, or `undefined` where it is missing. */
export type PacketArrival = number | undefined;

/**
 * Writes transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1) as browsers do: run-length
 * chunks where many statuses are alike, status vectors elsewhere.
 *
 * @param base number of the first packet
 * @param arrivals of that packet and those after it; at least one
 */
export function writeTransportFeedback(base: number, arrivals: readonly PacketArrival[], count = 0): Buffer {
  const first = arrivals.find((arrival) => arrival !== undefined) ?? 0;
  const reference = Math.floor(first / referenceTickUs);
  const symbols: number[] = [];
  const deltas: number[] = [];
  let ticks = (reference * referenceTickUs) / tickUs;
  for (const arrival of arrivals) {
    const delta = arrival === undefined ? 0 : Math.round(arrival / tickUs) - ticks;
    const symbol = arrival === undefined ? 0 : delta >= 0 && delta <= 0xff ? 1 : 2;
    symbols.push(symbol);
    if (symbol === 1) deltas.push(delta);
    if (symbol === 2) deltas.push((delta >> 8) & 0xff, delta & 0xff);
    ticks += delta;
  }
  const chunks = writeChunks(symbols);
  const body = Buffer.alloc(4 * Math.ceil((20 + 2 * chunks.length + deltas.length) / 4));
  body.writeUInt8(0x8f, 0);
  body.writeUInt8(205, 1);
  body.writeUInt16BE(body.length / 4 - 1, 2);
  body.writeUInt16BE(base & 0xffff, 12);
  body.writeUInt16BE(arrivals.length, 14);
  body.writeUIntBE(reference & 0xffffff, 16, 3);
  body.writeUInt8(count & 0xff, 19);
  chunks.forEach((chunk, index) => body.writeUInt16BE(chunk, 20 + 2 * index));
  Buffer.from(deltas).copy(body, 20 + 2 * chunks.length);
  return body;
}

function writeChunks(symbols: readonly number[]): number[] {
  const chunks: number[] = [];
  for (let at = 0; at < symbols.length;) {
    const symbol = symbols[at] ?? 0;
    let run = 1;
    while (symbols[at + run] === symbol && run < 0x1fff) run++;
    if (run > 14 || run === symbols.length - at) {
      chunks.push((symbol << 13) | run);
      at += run;
      continue;
    }
    const isOneBit = symbols.slice(at, at + 14).every((next) => next < 2);
    const [length, bits] = isOneBit ? [14, 1] : [7, 2];
    let chunk = isOneBit ? 0x8000 : 0xc000;
    for (let index = 0; index < length; index++) {
      chunk |= (symbols[at + index] ?? 0) << (14 - bits * (index + 1));
    }
    chunks.push(chunk);
    at += length;
  }
  return chunks;
}
