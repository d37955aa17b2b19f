import type { GsoBatch, PacketizedFrame } from '../media/packetized-frame.js';

// V8 may move shorter memory while native code holds its address.
const leastMemoryBytes = 1024;

/** A `GsoBatch` by its place in the memory of its frame. */
interface SharedBatch {
  readonly offset: number;
  readonly byteLength: number;
  readonly payloadBytes: number;
}

interface SharedPayloads {
  readonly memory: SharedArrayBuffer;
  readonly batches: readonly SharedBatch[];
}

/** A frame whose payloads lie in memory that all threads see. It is written once and lives while any thread holds it. */
export interface SharedFrame
  extends Omit<PacketizedFrame, 'payloads' | 'batches' | 'encoded'>, SharedPayloads {}

/**
 * Copies the payloads of each frame to shared memory once, for all workers and however often the frame is sent again to
 * viewers that catch up.
 *
 * Each frame has memory of its own instead of a place in a ring: viewers hold what they may have to retransmit, so a
 * reader would have to copy out of a ring.
 */
export class SharedFrameBuffer {
  // A frame that is sent to catch up is another object with other timestamps around the same batches.
  private readonly shared = new WeakMap<readonly GsoBatch[], SharedPayloads>();

  share(frame: PacketizedFrame): SharedFrame {
    const { payloads: _payloads, encoded: _encoded, batches, ...facts } = frame;
    const shared = this.shared.get(batches) ?? copyOf(frame);
    this.shared.set(batches, shared);
    return { ...facts, ...shared };
  }
}

/** The frame around its shared memory. */
export function toPacketizedFrame({ memory, batches, ...facts }: SharedFrame): PacketizedFrame {
  const grouped = batches.map((batch) => toBatch(memory, batch));
  return { ...facts, batches: grouped, payloads: grouped.flatMap(({ payloads }) => payloads) };
}

function copyOf(frame: PacketizedFrame): SharedPayloads {
  const memory = new SharedArrayBuffer(Math.max(frame.byteLength, leastMemoryBytes));
  const bytes = Buffer.from(memory);
  const batches: SharedBatch[] = [];
  let offset = 0;
  for (const batch of frame.batches) {
    bytes.set(batch.bytes, offset);
    batches.push({ offset, byteLength: batch.bytes.length, payloadBytes: batch.payloadBytes });
    offset += batch.bytes.length;
  }
  return { memory, batches };
}

function toBatch(memory: SharedArrayBuffer, { offset, byteLength, payloadBytes }: SharedBatch): GsoBatch {
  const bytes = Buffer.from(memory, offset, byteLength);
  const payloads: Buffer[] = [];
  for (let at = 0; at < byteLength; at += payloadBytes) {
    payloads.push(bytes.subarray(at, Math.min(at + payloadBytes, byteLength)));
  }
  return { bytes, payloads, payloadBytes };
}
