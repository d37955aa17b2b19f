/** An SDES packet that names a source over all its streams, for compound packets (RFC 3550, 6.5). */
export function encodeSourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname);
  // At least one null octet ends the list of items, and the chunk ends on a 32-bit boundary (RFC 3550, 6.5).
  const packet = Buffer.alloc(4 * Math.ceil((8 + 2 + name.length + 1) / 4));
  packet.writeUInt8(0x81, 0);
  packet.writeUInt8(202, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt8(1, 8);
  packet.writeUInt8(name.length, 9);
  name.copy(packet, 10);
  return packet;
}

/** A BYE packet: says that a source leaves (RFC 3550, 6.6). */
export function encodeByePacket(ssrc: number): Buffer {
  const packet = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 0]);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}
