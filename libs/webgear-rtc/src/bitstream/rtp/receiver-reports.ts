import { encodeSourceDescription } from './source-description.js';
import type { ReceptionReport } from './reception-statistics.js';

const reportBytes = 24;

/** A receiver report and our name, with which every compound packet begins (RFC 3550, 6.1). */
export function encodeReceiverReport(
  ssrc: number,
  cname: string,
  reports: readonly ReceptionReport[],
): Buffer {
  const packet = Buffer.alloc(8 + reportBytes * reports.length);
  packet.writeUInt8(0x80 | reports.length, 0);
  packet.writeUInt8(201, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  for (const [index, report] of reports.entries()) {
    const at = 8 + reportBytes * index;
    packet.writeUInt32BE(report.ssrc, at);
    packet.writeUInt8(report.fractionLost, at + 4);
    packet.writeIntBE(report.packetsLost, at + 5, 3);
    packet.writeUInt32BE(report.highestSequence % 2 ** 32, at + 8);
    packet.writeUInt32BE(report.jitter % 2 ** 32, at + 12);
    packet.writeUInt32BE(report.lastSenderReport, at + 16);
    packet.writeUInt32BE(report.delaySinceLastSenderReport % 2 ** 32, at + 20);
  }
  return Buffer.concat([packet, encodeSourceDescription(ssrc, cname)]);
}

/** Asks for packets again (RFC 4585, 6.2.1). */
export function encodeNack(ssrc: number, mediaSsrc: number, sequenceNumbers: readonly number[]): Buffer {
  const blocks: { readonly first: number; following: number }[] = [];
  for (const sequence of sequenceNumbers) {
    const block = blocks.at(-1);
    const distance = block === undefined ? 0 : sequence - block.first;
    if (block === undefined || distance < 1 || distance > 16) blocks.push({ first: sequence, following: 0 });
    else block.following |= 1 << (distance - 1);
  }
  const packet = feedback(205, 1, ssrc, mediaSsrc, 4 * blocks.length);
  for (const [index, { first, following }] of blocks.entries()) {
    packet.writeUInt16BE(first & 0xffff, 12 + 4 * index);
    packet.writeUInt16BE(following, 14 + 4 * index);
  }
  return packet;
}

/** Asks for a key frame by a PLI (RFC 4585, 6.3.1). */
export function encodeKeyFrameRequest(ssrc: number, mediaSsrc: number): Buffer {
  return feedback(206, 1, ssrc, mediaSsrc, 0);
}

/** Asks for a key frame of a sender that knows nothing else (RFC 5104, 4.3.1). */
export function encodeFullIntraRequest(ssrc: number, mediaSsrc: number, number: number): Buffer {
  const packet = feedback(206, 4, ssrc, 0, 8);
  packet.writeUInt32BE(mediaSsrc, 12);
  packet.writeUInt8(number & 0xff, 16);
  return packet;
}

function feedback(
  packetType: number,
  format: number,
  ssrc: number,
  mediaSsrc: number,
  bytes: number,
): Buffer {
  const packet = Buffer.alloc(12 + bytes);
  packet.writeUInt8(0x80 | format, 0);
  packet.writeUInt8(packetType, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  return packet;
}
