import { dePacketizeRtpPackets, type RtpPacket } from 'werift';
import type { VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';

/** One frame as it came over the network. */
export interface ReceivedFrame {
  readonly keyFrame: boolean;
  readonly rtpTimestamp: number;
  readonly data: Buffer;
}

/** A viewer that shows nothing, and keeps the packets it gets. */
export abstract class RtpViewer {
  /** What came, in the order it came. */
  readonly packets: RtpPacket[] = [];

  /** @param codec of what it gets */
  constructor(readonly codec: VideoCodec) {}

  /** Resolves once so many whole frames came. */
  async waitForFrames(count: number, timeoutMs = 10_000): Promise<readonly ReceivedFrame[]> {
    const giveUpAtMs = performance.now() + timeoutMs;
    for (;;) {
      const frames = this.frames();
      if (frames.length >= count) return frames;
      if (performance.now() > giveUpAtMs) throw new Error(`${frames.length} of ${count} frames came.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The frames of which every packet came, up to the first that misses one. */
  frames(): ReceivedFrame[] {
    const frames: ReceivedFrame[] = [];
    let parts: RtpPacket[] = [];
    for (const [index, packet] of this.packets.entries()) {
      const before = this.packets[index - 1]?.header.sequenceNumber;
      if (before !== undefined && packet.header.sequenceNumber !== ((before + 1) & 0xffff)) break;
      parts.push(packet);
      if (!packet.header.marker) continue;
      frames.push(this.join(parts));
      parts = [];
    }
    return frames;
  }

  private join(packets: RtpPacket[]): ReceivedFrame {
    const codec = this.codec === 'vp8' ? 'VP8' : 'MPEG4/ISO/AVC';
    const { isKeyframe, data } = dePacketizeRtpPackets(codec, packets);
    return { keyFrame: isKeyframe, data, rtpTimestamp: packets[0]?.header.timestamp ?? 0 };
  }
}
