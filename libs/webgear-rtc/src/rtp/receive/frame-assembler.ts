import type { ReceivedPacket } from './jitter-buffer.js';

/** All payloads of one frame, in order. */
export interface ReceivedPayloads {
  readonly payloads: readonly Buffer[];
  readonly timestamp: number;
  /** When its first packet arrived, in microseconds. */
  readonly arrivedUs: number;
}

/** What a {@link FrameAssembler} tells. */
export interface FrameAssemblerEvents {
  /** A frame of which every packet has come. */
  readonly onFrame: (frame: ReceivedPayloads) => void;
  /** One or more frames are lost. */
  readonly onLoss: () => void;
}

/** A key frame of 4K at the best quality has 2 MB; what is longer is no frame. */
const maxFrameBytes = 4 * 1024 * 1024;

/** Empty payloads have a header each. */
const maxFramePackets = 8192;

/**
 * Collects the packets of one frame, which have one timestamp (RFC 6184, 5.1; RFC 7741, 4.1).
 *
 * A frame ends with the marker, so that it need not wait for the next, or with another timestamp: some senders set no marker.
 */
export class FrameAssembler {
  private payloads: Buffer[] = [];
  private bytes = 0;
  private timestamp = 0;
  private arrivedUs = 0;
  /** The packets of this timestamp belong to a frame that is not whole. */
  private brokenTimestamp: number | undefined;
  private hasLoss = false;

  constructor(private readonly events: FrameAssemblerEvents) {}

  /** Takes the next packet in order. */
  push(packet: ReceivedPacket): void {
    const { timestamp, marker, payload } = packet;
    if (this.payloads.length > 0 && timestamp !== this.timestamp) this.finish();
    if (this.hasLoss) {
      // What is lost may be the beginning of this frame, or the end of the one before.
      this.hasLoss = false;
      this.brokenTimestamp = timestamp;
    }
    if (this.brokenTimestamp !== undefined) {
      if (timestamp === this.brokenTimestamp) return;
      this.brokenTimestamp = undefined;
    }
    if (this.payloads.length === 0) {
      this.timestamp = timestamp;
      this.arrivedUs = packet.arrivedUs;
    }
    this.payloads.push(payload);
    this.bytes += payload.length;
    if (this.bytes > maxFrameBytes || this.payloads.length > maxFramePackets) return this.drop(timestamp);
    if (marker) this.finish();
  }

  /** Packets before the next are lost. */
  noteLoss(): void {
    this.payloads = [];
    this.bytes = 0;
    this.hasLoss = true;
    this.events.onLoss();
  }

  private finish(): void {
    const { payloads, timestamp, arrivedUs } = this;
    this.payloads = [];
    this.bytes = 0;
    this.events.onFrame({ payloads, timestamp, arrivedUs });
  }

  private drop(timestamp: number): void {
    this.payloads = [];
    this.bytes = 0;
    this.brokenTimestamp = timestamp;
    this.events.onLoss();
  }
}
