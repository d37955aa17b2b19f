/** The extension that numbers the packets of a transport, and the payload type of retransmissions, which it needs. */
const extension = {
  id: 5,
  uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
};
const rtxPayloadType = 98;
const tickUs = 250;
const referenceUs = 64_000;
const largestDelta = 255;
const headerBytes = 20;

/** An offer of libdatachannel as Chromium would make it: with retransmissions, and reports on when each packet came. */
export function offerFeedback(sdp, payloadType) {
  const lines = [
    `a=rtcp-fb:${payloadType} transport-cc`,
    `a=rtpmap:${rtxPayloadType} rtx/90000`,
    `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
    `a=extmap:${extension.id} ${extension.uri}`,
  ];
  return sdp
    .replace(/^(m=video .*)$/m, `$1 ${rtxPayloadType}`)
    .replace(/^(m=video .*\r\n(?:.*\r\n)*)/m, `$1${lines.join('\r\n')}\r\n`);
}

/** Reports on the packets that came, as a browser does that only receives: all that have come since the last report. */
export class PathFeedback {
  #arrivals = [];
  #count = 0;

  /** Notes a packet, where it carries a number. */
  note(packet, nowUs) {
    const number = numberOf(packet);
    if (number !== undefined) this.#arrivals.push({ number, nowUs });
  }

  /** The report (RTPFB, format 15) on what came since the last one; `undefined` for nothing. */
  report() {
    const arrivals = this.#arrivals.toSorted((one, other) => ((one.number - other.number) << 16) >> 16);
    this.#arrivals = [];
    const [first] = arrivals;
    if (first === undefined) return undefined;
    const statuses = ((arrivals.at(-1).number - first.number) & 0xffff) + 1;
    const reference = Math.floor(Math.min(...arrivals.map(({ nowUs }) => nowUs)) / referenceUs);
    const chunks = [];
    const deltas = [];
    let expected = first.number;
    let atTicks = (reference * referenceUs) / tickUs;
    for (const { number, nowUs } of arrivals) {
      const missing = (number - expected) & 0xffff;
      if (missing > 0) chunks.push(missing);
      // One chunk for each packet: of its deltas a report is made, not of its brevity.
      chunks.push((1 << 13) | 1);
      const delta = Math.min(largestDelta, Math.max(0, Math.round(nowUs / tickUs - atTicks)));
      deltas.push(delta);
      atTicks += delta;
      expected = (number + 1) & 0xffff;
    }
    const length = Math.ceil((headerBytes + 2 * chunks.length + deltas.length) / 4);
    const packet = Buffer.alloc(4 * length);
    packet.writeUInt8(0x8f, 0);
    packet.writeUInt8(205, 1);
    packet.writeUInt16BE(length - 1, 2);
    packet.writeUInt16BE(first.number, 12);
    packet.writeUInt16BE(statuses, 14);
    packet.writeUIntBE(reference & 0xffffff, 16, 3);
    packet.writeUInt8(this.#count++ & 0xff, 19);
    chunks.forEach((chunk, index) => packet.writeUInt16BE(chunk, headerBytes + 2 * index));
    deltas.forEach((delta, index) => packet.writeUInt8(delta, headerBytes + 2 * chunks.length + index));
    return packet;
  }
}

/** The transport-wide number of a packet, where it has the one-byte form of extensions (RFC 8285, 4.2). */
function numberOf(packet) {
  if ((packet[0] & 0x10) === 0) return undefined;
  const start = 12 + 4 * (packet[0] & 0x0f);
  if (packet.readUInt16BE(start) !== 0xbede) return undefined;
  const end = start + 4 + 4 * packet.readUInt16BE(start + 2);
  for (let at = start + 4; at < end;) {
    const id = packet[at] >> 4;
    if (id === 0) at++;
    else if (id === extension.id) return packet.readUInt16BE(at + 1);
    else at += 2 + (packet[at] & 0x0f);
  }
  return undefined;
}
