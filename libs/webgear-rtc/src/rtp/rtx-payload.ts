import type { GsoBatch } from '../media/packetized-frame.js';
import { maxPayloadBytes } from '../codecs/payloader.js';
import { leastMemoryBytes } from './gso-batches.js';

const originalSequenceNumberBytes = 2;
/** The length that libwebrtc fills packets up to, in bytes; the field allows 255. */
const paddingBytes = 224;

/** Makes the payload of one retransmission at a time, in memory that serves again for the next. */
export class RtxPayload {
  private memory: Buffer | undefined;
  private paddingRun: GsoBatch | undefined;

  /** The original sequence number first, then the original payload (RFC 4588, 4). */
  wrap(sequenceNumber: number, payload: Buffer): GsoBatch {
    const length = originalSequenceNumberBytes + payload.length;
    if (this.memory === undefined || this.memory.length < length) {
      this.memory = Buffer.allocUnsafeSlow(Math.max(length, originalSequenceNumberBytes + maxPayloadBytes));
    }
    this.memory.writeUInt16BE(sequenceNumber);
    this.memory.set(payload, originalSequenceNumberBytes);
    return this.plain(this.memory.subarray(0, length));
  }

  /** A payload that is all padding; its last byte is its length (RFC 3550, 5.1). */
  get padding(): GsoBatch {
    if (this.paddingRun !== undefined) return this.paddingRun;
    const payload = Buffer.allocUnsafeSlow(leastMemoryBytes).fill(0).subarray(0, paddingBytes);
    payload[paddingBytes - 1] = paddingBytes;
    this.paddingRun = this.plain(payload);
    return this.paddingRun;
  }

  /** A payload as a batch of its own. */
  plain(payload: Buffer): GsoBatch {
    return { bytes: payload, payloads: [payload], payloadBytes: payload.length };
  }
}
