const senderReport = 200;
const receiverReport = 201;
const ownSsrc = 1;
const blockBytes = 24;

/** Whether a compound RTCP packet begins with a sender report. */
export const isSenderReport = (packet) => packet[1] === senderReport;

/**
 * A receiver report on each sender report of a compound packet, sent at once (RFC 3550, 6.4.2); `undefined` for any other packet.
 *
 * @param {Buffer} compound
 * @param {Map<number, number>} highestNumbers sequence number of the last packet, by SSRC
 */
export function answerSenderReports(compound, highestNumbers) {
  if (!isSenderReport(compound)) return undefined;
  const blocks = [];
  for (let at = 0; at + 4 <= compound.length; at += 4 * (compound.readUInt16BE(at + 2) + 1)) {
    if (compound[at + 1] !== senderReport) continue;
    const block = Buffer.alloc(blockBytes);
    const ssrc = compound.readUInt32BE(at + 4);
    block.writeUInt32BE(ssrc, 0);
    block.writeUInt32BE(highestNumbers.get(ssrc) ?? 0, 8);
    // The middle of its NTP time; the delay since then is none.
    block.writeUInt32BE(compound.readUInt32BE(at + 10), 16);
    blocks.push(block);
  }
  const head = Buffer.from([0x80 | blocks.length, receiverReport, 0, 1 + (blocks.length * blockBytes) / 4]);
  return Buffer.concat([head, Buffer.from([0, 0, 0, ownSsrc]), ...blocks]);
}
