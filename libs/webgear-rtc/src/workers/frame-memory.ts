import type { PacketizedFrame, GsoBatch } from '../media/packetized-frame.js';
import type { SharedFrame, SharedRun } from './thread-messages.interface.js';

// Shorter memory may be moved about while native code holds its address.
const leastMemoryBytes = 1024;

type SharedPayloads = Pick<SharedFrame, 'memory' | 'runs'>;

/**
 * Puts pictures where all threads see them, each once: however many threads there are, and however often a picture is
 * sent again to those who have to catch up.
 *
 * Each has memory of its own instead of a place in a ring. Viewers hold what they may be asked to send again, so a ring
 * would have to be copied out of; and a reader that lags is better held back by whoever writes, see {@link FrameHandOver}.
 */
export class FrameMemory {
  // What is sent to catch up with is another object of other time stamps around the same runs.
  private readonly shared = new WeakMap<readonly GsoBatch[], SharedPayloads>();

  share(frame: PacketizedFrame): SharedFrame {
    const payloads = this.shared.get(frame.runs) ?? copyOf(frame);
    this.shared.set(frame.runs, payloads);
    const { codec, h264Profile, keyFrame, captureTimeUs, rtpTimestamp, byteLength, catchUp } = frame;
    return {
      codec,
      ...(h264Profile !== undefined && { h264Profile }),
      keyFrame,
      captureTimeUs,
      rtpTimestamp,
      byteLength,
      ...(catchUp !== undefined && { catchUp }),
      ...payloads,
    };
  }
}

/** The picture as the room `rtp` knows it, around the shared memory. */
export function toPacketizedFrame({ memory, runs: places, ...facts }: SharedFrame): PacketizedFrame {
  const runs = places.map((place) => toRun(memory, place));
  return { ...facts, runs, payloads: runs.flatMap(({ payloads }) => payloads) };
}

function copyOf({ runs, byteLength }: PacketizedFrame): SharedPayloads {
  const memory = new SharedArrayBuffer(Math.max(byteLength, leastMemoryBytes));
  const bytes = Buffer.from(memory);
  const places: SharedRun[] = [];
  let offset = 0;
  for (const run of runs) {
    bytes.set(run.bytes, offset);
    places.push({ offset, byteLength: run.bytes.length, payloadBytes: run.payloadBytes });
    offset += run.bytes.length;
  }
  return { memory, runs: places };
}

function toRun(memory: SharedArrayBuffer, { offset, byteLength, payloadBytes }: SharedRun): GsoBatch {
  const bytes = Buffer.from(memory, offset, byteLength);
  const payloads: Buffer[] = [];
  for (let at = 0; at < byteLength; at += payloadBytes) {
    payloads.push(bytes.subarray(at, Math.min(at + payloadBytes, byteLength)));
  }
  return { bytes, payloads, payloadBytes };
}
