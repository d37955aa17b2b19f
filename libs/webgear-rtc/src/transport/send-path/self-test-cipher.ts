import { randomBytes } from 'node:crypto';
import type { GsoBatch } from '../../media/packetized-frame.js';
import { batchPayloads } from '../../rtp/gso-batches.js';
import type { GcmAeadFactory } from '../srtp/rtcp-cipher.interface.js';
import { GcmRtcpCipher } from '../srtp/gcm-rtcp-cipher.js';
import { createNodeGcmAead } from '../srtp/node-gcm-aead.js';
import { createNodeGcmProtector, type GcmProtectorFactory } from '../srtp/create-protector.js';
import type { PacketProtector } from '../../rtp/packet-protector.interface.js';

// The packet of RFC 7714, 16.1.1.
const known = {
  key: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
  salt: Buffer.from('517569642070726f2071756f', 'hex'),
  header: Buffer.from('8040f17b8041f8d35501a0b2', 'hex'),
  payload: Buffer.from('47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573', 'hex'),
  index: 0xf17b,
  packet:
    '8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b' +
    '36de3adf8833899d7f27beb16a9152cf765ee4390cce',
};
// Far and near, few and many, with and without extensions in the header, and across a roll-over of the sequence number.
const rounds = [
  { index: 0, headerBytes: 12, lengths: [1, 1] },
  { index: 0xfffd, headerBytes: 20, lengths: [1184, 1184, 1184, 1184, 1184, 1184, 17] },
  { index: 0xffff_ffff_fff0, headerBytes: 28, lengths: Array.from({ length: 16 }, () => 333) },
];

/** Whether protectors of this kind make what RFC 7714 says and what Node's own crypto makes. */
export function selfTestCipher(create: GcmProtectorFactory): boolean {
  try {
    return makesKnownPacket(create) && rounds.every((round) => makesTheSame(create, round));
  } catch {
    return false;
  }
}

/** Whether what a cipher of this kind seals is what Node's own crypto seals, and whether it opens that and nothing else. */
export function selfTestAead(create: GcmAeadFactory): boolean {
  const [ours, theirs] = [randomBytes(16), randomBytes(16)].map((key) => ({ key, salt: randomBytes(12) }));
  if (ours === undefined || theirs === undefined) return false;
  try {
    const tried = new GcmRtcpCipher(ours, theirs, create);
    const trusted = new GcmRtcpCipher(ours, theirs, createNodeGcmAead);
    const other = new GcmRtcpCipher(theirs, ours, createNodeGcmAead);
    // Twice, because a context that is used again must have forgotten the packet before, a forged one as well.
    const isRight = [8, 60, 1_200, 60].every((length) => {
      const plain = randomBytes(length);
      const packet = other.seal(plain);
      const opened = tried.open(packet).equals(plain) && refuses(tried, packet);
      return opened && tried.seal(plain).equals(trusted.seal(plain));
    });
    for (const cipher of [tried, trusted, other]) cipher.close();
    return isRight;
  } catch {
    return false;
  }
}

function refuses(cipher: GcmRtcpCipher, packet: Buffer): boolean {
  const forged = Buffer.from(packet);
  forged[0] = (forged[0] ?? 0) ^ 1;
  try {
    cipher.open(forged);
    return false;
  } catch {
    return true;
  }
}

function makesKnownPacket(create: GcmProtectorFactory): boolean {
  const { batches } = batchPayloads([known.payload]);
  const protector = create(known.key, known.salt);
  const packet = batches[0] && protectBatch(protector, known.header, batches[0], known.index);
  protector.close();
  return packet?.toString('hex') === known.packet;
}

function makesTheSame(create: GcmProtectorFactory, round: (typeof rounds)[number]): boolean {
  const { batches } = batchPayloads(round.lengths.map((length) => randomBytes(length)));
  const [key, salt, header] = [randomBytes(16), randomBytes(12), randomBytes(round.headerBytes)];
  const [tried, trusted] = [create(key, salt), createNodeGcmProtector(key, salt)];
  // Twice, because a context that is used again must have forgotten the packet before.
  const same = [...batches, ...batches].every((batch) =>
    protectBatch(tried, header, batch, round.index).equals(protectBatch(trusted, header, batch, round.index)),
  );
  tried.close();
  return same;
}

function protectBatch(protector: PacketProtector, header: Buffer, batch: GsoBatch, index: number): Buffer {
  const packetBytes = header.length + batch.payloadBytes + protector.tagBytes;
  const count = batch.payloads.length;
  const bytes = batch.bytes.length + count * (header.length + protector.tagBytes);
  const packets = Buffer.allocUnsafeSlow(Math.max(bytes, 2 ** 14)).subarray(0, bytes);
  for (let at = 0; at < count; at++) header.copy(packets, at * packetBytes);
  protector.protect(packets, header.length, batch, index);
  return packets;
}
