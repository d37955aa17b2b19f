import type { PacketProtector } from '../rtp/packet-protector.interface.js';

/** One packet, protected: what a protector makes of batches, for those who think in packets. */
export function protectPacket(
  protector: PacketProtector,
  header: Buffer,
  payload: Buffer,
  packetIndex: number,
): Buffer {
  return protectBatch(protector, [header], [payload], packetIndex)[0] ?? Buffer.alloc(0);
}

/** A batch of packets, protected; the payloads are all of one length but the last, which may be shorter. */
export function protectBatch(
  protector: PacketProtector,
  headers: readonly Buffer[],
  payloads: readonly Buffer[],
  firstIndex: number,
): Buffer[] {
  const headerBytes = headers[0]?.length ?? 0;
  // In one piece and far from small, as in the product: native code gets the address.
  const memory = Buffer.allocUnsafeSlow(2 ** 16);
  const bytes = memory.subarray(0, Buffer.concat(payloads).copy(memory));
  const payloadBytes = payloads[0]?.length ?? 0;
  const packets = Buffer.allocUnsafeSlow(2 ** 16);
  let end = 0;
  const views = payloads.map((payload, at) => {
    const start = end;
    headers[at]?.copy(packets, start);
    end += headerBytes + payload.length + protector.tagBytes;
    return packets.subarray(start, end);
  });
  const parts = payloads.map(({ length }, at) =>
    bytes.subarray(at * payloadBytes, at * payloadBytes + length),
  );
  protector.protect(
    packets.subarray(0, end),
    headerBytes,
    { bytes, payloads: parts, payloadBytes },
    firstIndex,
  );
  return views;
}
