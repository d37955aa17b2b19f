/** A packet of a frame. */
export interface FramePacket {
  readonly timestamp: number;
  readonly marker: boolean;
  /** Without padding; never empty. */
  readonly payload: Buffer;
  /** When it arrived, in microseconds. */
  readonly arrivedUs: number;
}

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
  /**
   * Whether a payload cannot be the first of a frame. Asked where the frame before it has the same timestamp and ended with a
   * marker: some cameras set it on each slice. From then on markers count for nothing. Left out, such a packet begins a frame.
   */
  readonly continuesFrame?: (payload: Buffer) => boolean;
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
  /** So many of the payloads lie in memory of their own. */
  private retained = 0;
  private timestamp = 0;
  private arrivedUs = 0;
  /** The packets of this timestamp belong to a frame that is not whole. */
  private brokenTimestamp: number | undefined;
  private hasLoss = false;
  /** Of the newest frame, if a marker ended it. */
  private markedTimestamp: number | undefined;
  private trustsMarkers = true;

  constructor(private readonly events: FrameAssemblerEvents) {}

  /** Takes the next packet in order. */
  push(packet: FramePacket): void {
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
      if (timestamp === this.markedTimestamp && this.events.continuesFrame?.(payload) === true) {
        this.trustsMarkers = false;
        return this.drop(timestamp);
      }
      this.timestamp = timestamp;
      this.arrivedUs = packet.arrivedUs;
    }
    this.payloads.push(payload);
    this.bytes += payload.length;
    if (this.bytes > maxFrameBytes || this.payloads.length > maxFramePackets) return this.drop(timestamp);
    if (!marker || !this.trustsMarkers) return;
    this.markedTimestamp = timestamp;
    this.finish();
  }

  /** The memory of payloads that came so far is about to be written to: those of an unfinished frame are copied. */
  retain(): void {
    for (; this.retained < this.payloads.length; this.retained++) {
      const payload = this.payloads[this.retained];
      if (payload !== undefined) this.payloads[this.retained] = Buffer.from(payload);
    }
  }

  /** Packets before the next are lost. */
  noteLoss(): void {
    this.payloads = [];
    this.retained = 0;
    this.bytes = 0;
    this.hasLoss = true;
    this.events.onLoss();
  }

  private finish(): void {
    const { payloads, timestamp, arrivedUs } = this;
    this.payloads = [];
    this.retained = 0;
    this.bytes = 0;
    this.events.onFrame({ payloads, timestamp, arrivedUs });
  }

  private drop(timestamp: number): void {
    this.payloads = [];
    this.retained = 0;
    this.bytes = 0;
    this.brokenTimestamp = timestamp;
    this.events.onLoss();
  }
}
