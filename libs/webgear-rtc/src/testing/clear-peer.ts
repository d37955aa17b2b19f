import type { FrameSink } from '../broadcast/stream-engine.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import { RtpSender } from '../rtp/rtp-sender.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

/** A packet that it sent. */
export interface SentPacket {
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** A peer with a real {@link RtpSender} and RTX, whose packets come out in the clear. */
export class ClearPeer implements FrameSink {
  readonly packets: SentPacket[] = [];
  readonly sender: RtpSender;
  full = false;

  constructor(private readonly clock: VirtualCaptureClock) {
    const protector: PacketProtector = {
      cipher: 'node',
      tagBytes: 0,
      protect: (packets, headerBytes, batch) => {
        for (const [at, payload] of batch.payloads.entries()) {
          payload.copy(packets, at * (headerBytes + batch.payloadBytes) + headerBytes);
        }
      },
      close: () => undefined,
    };
    const route: PacketRoute = {
      sending: 'dgram',
      writable: true,
      reserve: (bytes) => Buffer.alloc(bytes),
      send: (packets, packetBytes) => {
        for (let at = 0; at < packets.length; at += packetBytes)
          this.note(packets.subarray(at, at + packetBytes));
        return true;
      },
    };
    const rtx = { ssrc: 2, payloadType: 97 };
    this.sender = new RtpSender({ ssrc: 1, payloadType: 96, rtx, extensions: [] }, protector, route);
  }

  sendFrame(frame: PacketizedFrame): boolean {
    if (this.full) return false;
    const sent = this.sender.begin(frame, this.clock.nowUs());
    while (sent.batchesSent < frame.batches.length) this.sender.sendNextBatch(sent, this.clock.nowUs());
    return true;
  }

  get media(): SentPacket[] {
    return this.packets.filter(({ ssrc }) => ssrc === 1);
  }

  /** The payloads of VP8 frames that fit into a packet, in order and as text. */
  get frames(): string[] {
    return this.media.map(({ payload }) => payload.subarray(4).toString());
  }

  private note(packet: Buffer): void {
    this.packets.push({
      ssrc: packet.readUInt32BE(8),
      sequenceNumber: packet.readUInt16BE(2),
      timestamp: packet.readUInt32BE(4),
      payload: Buffer.from(packet.subarray(12)),
    });
  }
}
