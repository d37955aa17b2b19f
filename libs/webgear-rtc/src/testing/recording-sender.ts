import type { PacketProtector } from '../rtp/packet-protector.interface.js';
import type { PacketRoute } from '../rtp/packet-route.interface.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { RtpSender, type RtpSenderParameters } from '../rtp/rtp-sender.js';

/** A packet as it was given to be encrypted. */
export interface ProtectedPacket {
  readonly header: Buffer;
  readonly payload: Buffer;
  readonly packetIndex: number;
}

/** Stream of the sender. */
export const media = { ssrc: 0x1111, payloadType: 96 };
/** Its retransmission stream. */
export const rtx = { ssrc: 0x2222, payloadType: 97 };
/** What names the stream until the viewer has confirmed it. */
export const extensions = [{ id: 4, data: Buffer.from('0') }];

/** What takes note of everything that is given to be encrypted and sent. */
export function recordNetwork() {
  const packets: ProtectedPacket[] = [];
  const protector: PacketProtector = {
    cipher: 'node',
    tagBytes: 4,
    protect: (memory, headerBytes, batch, firstIndex) => {
      let start = 0;
      for (const [at, payload] of batch.payloads.entries()) {
        const header = Buffer.from(memory.subarray(start, start + headerBytes));
        packets.push({ header, payload: Buffer.from(payload), packetIndex: firstIndex + at });
        payload.copy(memory, start + headerBytes);
        start += headerBytes + payload.length;
        start = memory.fill('tag.', start, start + 4) && start + 4;
      }
    },
    close: () => undefined,
  };
  const sent: Buffer[] = [];
  const network = { writable: true, takes: true };
  const route: PacketRoute = {
    sending: 'dgram',
    get writable() {
      return network.writable;
    },
    reserve: (bytes) => Buffer.alloc(bytes),
    send: (memory, packetBytes) => {
      if (!network.takes) return false;
      for (let start = 0; start < memory.length; start += packetBytes) {
        sent.push(memory.subarray(start, start + packetBytes));
      }
      return true;
    },
  };
  return { protector, route, packets, sent, network };
}

/** A sender and everything it gave to its protector and to the network. */
export function createSender(over: Partial<RtpSenderParameters> = {}) {
  const { protector, route, packets, sent, network } = recordNetwork();
  const sender = new RtpSender({ ...media, extensions: [], ...over }, protector, route);
  const sendFrame = (frame: PacketizedFrame, nowUs: number): void => {
    const sentFrame = sender.begin(frame, nowUs);
    while (sentFrame.batchesSent < frame.batches.length) {
      if (!sender.sendNextBatch(sentFrame, nowUs)) break;
    }
  };
  return { sender, sendFrame, packets, sent, network };
}

let marks = 0;

/** A frame of so many packets of about 15 bytes. */
export function uniqueFrame(packets: number, over: Partial<PacketizedFrame> = {}): PacketizedFrame {
  // Each payload is like no other, so that one number used for two of them shows.
  const payloads = Array.from({ length: packets }, () => Buffer.from(`payload ${1_000_000 + marks++}`));
  return {
    codec: 'vp8',
    keyFrame: false,
    captureTimeUs: 0,
    rtpTimestamp: 90_000,
    ...batchPayloads(payloads),
    ...over,
  };
}

/** Of its RTP header. */
export const sequenceNumber = ({ header }: ProtectedPacket): number => header.readUInt16BE(2);
/** Of its RTP header. */
export const ssrc = ({ header }: ProtectedPacket): number => header.readUInt32BE(8);
/** Whether it is the last of a frame. */
export const marker = ({ header }: ProtectedPacket): boolean => ((header[1] ?? 0) & 0x80) !== 0;
