import type { GsoBatch } from '../media/packetized-frame.js';

/**
 * Most payloads in a run. From 14 on a system call adds little to the cost of a packet; more would make a key frame
 * leave in fewer and larger bursts.
 */
export const maxRunPayloads = 16;
// Shorter memory lies on the engine's own heap, where it is moved about while native code holds its address.
const leastMemoryBytes = 1024;

/** The payloads of one frame, copied once to lie next to each other, and how they are sent. */
export interface BatchedPayloads {
  readonly payloads: readonly Buffer[];
  readonly runs: readonly GsoBatch[];
  readonly byteLength: number;
}

/** Lays payloads next to each other and groups them into runs. */
export function batchPayloads(cut: readonly Buffer[]): BatchedPayloads {
  const byteLength = cut.reduce((sum, payload) => sum + payload.length, 0);
  const memory = Buffer.allocUnsafeSlow(Math.max(byteLength, leastMemoryBytes));
  const payloads: Buffer[] = [];
  const runs: GsoBatch[] = [];
  let offset = 0;
  let run: Buffer[] = [];
  const closeRun = (): void => {
    const [first] = run;
    if (first === undefined) return;
    const start = first.byteOffset - memory.byteOffset;
    runs.push({ bytes: memory.subarray(start, offset), payloads: run, payloadBytes: first.length });
    run = [];
  };
  for (const payload of cut) {
    if (!continues(run, payload.length)) closeRun();
    const copy = memory.subarray(offset, offset + payload.length);
    copy.set(payload);
    offset += payload.length;
    payloads.push(copy);
    run.push(copy);
  }
  closeRun();
  return { payloads, runs, byteLength };
}

function continues(run: readonly Buffer[], length: number): boolean {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return true;
  return run.length < maxRunPayloads && last.length === first.length && length <= first.length;
}
