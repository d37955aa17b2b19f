import type { GsoBatch, PacketizedFrame } from '../media/packetized-frame.js';

/**
 * Most payloads in a run. From 14 on a system call adds little to the cost of a packet; more would make a key frame
 * leave in fewer and larger bursts.
 */
export const maxRunPayloads = 16;
/** Most payloads in a run of a frame that has to leave at the pace of a path of known bandwidth. */
export const smallRunPayloads = 4;

/** In bytes. Shorter memory lies on the engine's own heap, where it is moved about while native code holds its address. */
export const leastMemoryBytes = 1024;

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

const inSmallRuns = new WeakMap<PacketizedFrame, PacketizedFrame>();

/** The same frame in runs of a few payloads, made once for all viewers. */
export function splitRuns(frame: PacketizedFrame): PacketizedFrame {
  let split = inSmallRuns.get(frame);
  if (split === undefined) {
    split = { ...frame, runs: frame.runs.flatMap(splitRun) };
    inSmallRuns.set(frame, split);
  }
  return split;
}

function splitRun({ bytes, payloads, payloadBytes }: GsoBatch): GsoBatch[] {
  return Array.from({ length: Math.ceil(payloads.length / smallRunPayloads) }, (_, part) => {
    const first = part * smallRunPayloads;
    return {
      bytes: bytes.subarray(first * payloadBytes, (first + smallRunPayloads) * payloadBytes),
      payloads: payloads.slice(first, first + smallRunPayloads),
      payloadBytes,
    };
  });
}

function continues(run: readonly Buffer[], length: number): boolean {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return true;
  return run.length < maxRunPayloads && last.length === first.length && length <= first.length;
}
