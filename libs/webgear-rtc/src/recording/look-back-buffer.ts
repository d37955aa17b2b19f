import { isKeyFrame, type RecordedPacket } from './packet-interleaver.js';

/** Most memory of one stream; 4 Mbit/s fill it in two minutes. */
export const LOOK_BACK_BYTES = 64 * 1024 * 1024;

/** The newest packets of a stream, from a key frame on. Packets come in the order of their capture times. */
export class LookBackBuffer {
  private packets: RecordedPacket[] = [];
  private heldBytes = 0;

  /**
   * @param lengthUs how far back a clip can begin
   * @param maxBytes the oldest GOPs go when there are more, even if the look back gets shorter by it
   */
  constructor(
    private readonly lengthUs: number,
    private readonly maxBytes = LOOK_BACK_BYTES,
  ) {}

  /** Bytes that are held. */
  get bytes(): number {
    return this.heldBytes;
  }

  /** Capture time of the first packet; `undefined` while there is none. */
  get startUs(): number | undefined {
    return this.packets[0]?.captureTimeUs;
  }

  /** Capture time of the newest packet; `undefined` while there is none. */
  get endUs(): number | undefined {
    return this.packets.at(-1)?.captureTimeUs;
  }

  /** Adds a packet. What comes before the first key frame is left out. */
  push(packet: RecordedPacket): void {
    if (this.packets.length === 0 && !isKeyFrame(packet)) return;
    this.packets.push(packet);
    this.heldBytes += packet.data.length;
    if (isKeyFrame(packet) || this.heldBytes > this.maxBytes) this.drop(packet.captureTimeUs);
  }

  /** What is held from the last key frame on that is not after this time, or from the first one on. */
  since(captureTimeUs: number): readonly RecordedPacket[] {
    const start = this.packets.findLastIndex(
      (packet) => isKeyFrame(packet) && packet.captureTimeUs <= captureTimeUs,
    );
    return this.packets.slice(Math.max(0, start));
  }

  /** Forgets everything: what follows does not continue it. */
  clear(): void {
    this.packets = [];
    this.heldBytes = 0;
  }

  /** Whole GOPs alone: nothing can be decoded before a key frame. */
  private drop(nowUs: number): void {
    let bytes = this.heldBytes;
    let first = 0;
    for (let index = 1; index < this.packets.length; index++) {
      const packet = this.packets[index];
      if (!isKeyFrame(packet)) continue;
      const isNeeded = packet.captureTimeUs > nowUs - this.lengthUs;
      if (isNeeded && bytes <= this.maxBytes) break;
      for (let at = first; at < index; at++) bytes -= this.packets[at]?.data.length ?? 0;
      first = index;
    }
    // A single GOP that is larger than the limit: nothing of it can be kept.
    if (bytes > this.maxBytes) return this.clear();
    this.packets.splice(0, first);
    this.heldBytes = bytes;
  }
}
