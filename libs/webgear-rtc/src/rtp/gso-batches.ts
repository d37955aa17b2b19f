import type { GsoBatch, PacketizedFrame } from '../media/packetized-frame.js';

/**
 * Most payloads in a batch. From 14 on a system call adds little to the cost of a packet; more would make a key frame
 * leave in fewer and larger bursts.
 */
export const maxBatchPayloads = 16;
/** Batches of a frame that has to leave at the pace of a path of known bandwidth have so many payloads, or a multiple of that. */
export const smallBatchPayloads = 4;

/** In bytes. Shorter memory lies on the engine's own heap, where it is moved about while native code holds its address. */
export const leastMemoryBytes = 1024;

/** The payloads of one frame, next to each other in memory, and how they are sent. */
export interface BatchedPayloads {
  readonly payloads: readonly Buffer[];
  readonly batches: readonly GsoBatch[];
  readonly byteLength: number;
}

/**
 * Groups payloads into batches, and lays them next to each other.
 *
 * @param isLaidOut whether they are so already, in memory that is theirs alone
 */
export function batchPayloads(cut: readonly Buffer[], isLaidOut = false): BatchedPayloads {
  const byteLength = cut.reduce((sum, payload) => sum + payload.length, 0);
  const memory = (isLaidOut ? memoryOf(cut, byteLength) : undefined) ?? copyOf(cut, byteLength);
  const payloads: Buffer[] = [];
  const batches: GsoBatch[] = [];
  let offset = 0;
  let batch: Buffer[] = [];
  const closeBatch = (): void => {
    const [first] = batch;
    if (first === undefined) return;
    const start = first.byteOffset - memory.byteOffset;
    batches.push({ bytes: memory.subarray(start, offset), payloads: batch, payloadBytes: first.length });
    batch = [];
  };
  for (const payload of cut) {
    if (!continues(batch, payload.length)) closeBatch();
    const laidOut = memory.subarray(offset, offset + payload.length);
    offset += payload.length;
    payloads.push(laidOut);
    batch.push(laidOut);
  }
  closeBatch();
  return { payloads, batches, byteLength };
}

function memoryOf([first]: readonly Buffer[], byteLength: number): Buffer | undefined {
  if (first === undefined || first.buffer.byteLength < leastMemoryBytes) return undefined;
  return Buffer.from(first.buffer, first.byteOffset, byteLength);
}

function copyOf(payloads: readonly Buffer[], byteLength: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(Math.max(byteLength, leastMemoryBytes));
  let offset = 0;
  for (const payload of payloads) offset += payload.copy(memory, offset);
  return memory;
}

const splitFrames = new WeakMap<PacketizedFrame, Map<number, PacketizedFrame>>();

/**
 * The same frame in batches of so many payloads, both numbers rounded down to whole small batches, one of them at least. Made
 * once for all viewers whose paths let the same number leave.
 *
 * @param firstPayloads of the first batch, which may be smaller because of what left before
 * @param payloads of each other batch
 */
export function splitBatches(
  frame: PacketizedFrame,
  firstPayloads: number,
  payloads: number,
): PacketizedFrame {
  const others = wholeBatches(payloads);
  const first = Math.min(wholeBatches(firstPayloads), others);
  const name = first * (maxBatchPayloads + 1) + others;
  let known = splitFrames.get(frame);
  if (known === undefined) {
    known = new Map();
    splitFrames.set(frame, known);
  }
  let split = known.get(name);
  if (split === undefined) {
    const runs = joinBatches(frame.batches);
    const batches = runs.flatMap((run, at) => splitBatch(run, at === 0 ? first : others, others));
    split = { ...frame, batches };
    known.set(name, split);
  }
  return split;
}

/** As if there were no most payloads: what is cut of it then leaves no short batches at the former ends. */
function joinBatches(batches: readonly GsoBatch[]): GsoBatch[] {
  const runs: GsoBatch[] = [];
  for (const batch of batches) {
    const run = runs.at(-1);
    if (run !== undefined && isContinued(run, batch)) {
      const { buffer, byteOffset, length } = run.bytes;
      runs[runs.length - 1] = {
        bytes: Buffer.from(buffer, byteOffset, length + batch.bytes.length),
        payloads: [...run.payloads, ...batch.payloads],
        payloadBytes: run.payloadBytes,
      };
    } else runs.push(batch);
  }
  return runs;
}

/** Whether a batch lies behind another, which ends with a full payload, and has payloads of the same length; the last may be shorter. */
function isContinued({ bytes, payloads, payloadBytes }: GsoBatch, next: GsoBatch): boolean {
  const isBehind =
    next.bytes.buffer === bytes.buffer && next.bytes.byteOffset === bytes.byteOffset + bytes.length;
  const isAlike =
    next.payloadBytes === payloadBytes || (next.payloads.length === 1 && next.payloadBytes < payloadBytes);
  return isBehind && isAlike && bytes.length === payloads.length * payloadBytes;
}

function wholeBatches(payloads: number): number {
  const smallBatches = Math.max(1, Math.floor(payloads / smallBatchPayloads));
  return Math.min(maxBatchPayloads, smallBatches * smallBatchPayloads);
}

function splitBatch(
  { bytes, payloads, payloadBytes }: GsoBatch,
  firstPayloads: number,
  otherPayloads: number,
): GsoBatch[] {
  const parts: GsoBatch[] = [];
  for (let first = 0; first < payloads.length;) {
    const end = first + (first === 0 ? firstPayloads : otherPayloads);
    parts.push({
      bytes: bytes.subarray(first * payloadBytes, end * payloadBytes),
      payloads: payloads.slice(first, end),
      payloadBytes,
    });
    first = end;
  }
  return parts;
}

function continues(batch: readonly Buffer[], length: number): boolean {
  const [first] = batch;
  const last = batch.at(-1);
  if (first === undefined || last === undefined) return true;
  return batch.length < maxBatchPayloads && last.length === first.length && length <= first.length;
}
