import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SrtpSession } from 'werift';
import { protectPacket, protectBatch } from '../../testing/protect-packet.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { selectSendBackend } from '../send-path/send-path.js';
import { createNodeGcmProtector, createProtector, type GcmProtectorFactory } from './create-protector.js';
import { CtrHmac } from './ctr-hmac.js';
import { CtrHmacProtector } from './ctr-hmac-protector.js';
import { GcmProtector } from './gcm-protector.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from './srtp-profile.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('AEAD_AES_128_GCM', () => {
  const key = hex('000102030405060708090a0b0c0d0e0f');
  const salt = hex('517569642070726f2071756f');
  const header = hex('8040f17b 8041f8d3 5501a0b2');
  const payload = hex('47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573');

  test('protects the packet of RFC 7714, 16.1.1', () => {
    expect(protectPacket(new GcmProtector(key, salt), header, payload, 0xf17b).toString('hex')).toBe(
      '8040f17b8041f8d35501a0b2' +
        'f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833' +
        '899d7f27beb16a9152cf765ee4390cce',
    );
  });
});

describe('AES_CM_128_HMAC_SHA1_80', () => {
  test('makes the key stream of RFC 3711, B.2', () => {
    const [key, salt] = [hex('2b7e151628aed2a6abf7158809cf4f3c'), hex('f0f1f2f3f4f5f6f7f8f9fafbfcfd')];
    const protector = new CtrHmacProtector(new CtrHmac(key, Buffer.alloc(20), salt));
    const packet = protectPacket(protector, Buffer.alloc(12), Buffer.alloc(48), 0);
    expect(packet.subarray(12, 60).toString('hex')).toBe(
      'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0',
    );
  });

  test('protects the reference packet of libsrtp', () => {
    const master = {
      key: hex('e1f97a0d3e018be0d64fa32c06de4139'),
      salt: hex('0ec675ad498afeebb6960b3aabe6'),
    };
    const protector = createProtector(SrtpProfile.Aes128CmHmacSha1With80BitTag, master);
    const packet = protectPacket(protector, hex('800f1234decafbadcafebabe'), Buffer.alloc(16, 0xab), 0x1234);
    expect(packet.toString('hex')).toBe(
      '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb',
    );
  });
});

const native = await selectSendBackend('native');
const kinds: [name: string, profile: SrtpProfile, factory: GcmProtectorFactory][] = [
  ['AES_CM_128_HMAC_SHA1_80', SrtpProfile.Aes128CmHmacSha1With80BitTag, createNodeGcmProtector],
  ['AEAD_AES_128_GCM by Node', SrtpProfile.AeadAes128Gcm, createNodeGcmProtector],
  ['AEAD_AES_128_GCM by the fastest way here', SrtpProfile.AeadAes128Gcm, native.createGcmProtector],
];

describe.each(kinds)('%s', (_name, profile, factory) => {
  const master = { key: randomBytes(masterKeyBytes), salt: randomBytes(masterSaltBytes(profile)) };
  const header = (index: number): Buffer => {
    const bytes = hex('80600000 00000000 12345678');
    bytes.writeUInt16BE(index & 0xffff, 2);
    return bytes;
  };
  const receiver = (): SrtpSession =>
    new SrtpSession({
      profile,
      keys: {
        localMasterKey: master.key,
        localMasterSalt: master.salt,
        remoteMasterKey: master.key,
        remoteMasterSalt: master.salt,
      },
    });

  test('is understood by another implementation, across a roll-over of the sequence number', () => {
    const random = new SeededRandom(profile);
    const protector = createProtector(profile, master, factory);
    const session = receiver();
    for (let index = 0xff00; index < 0x10200; index++) {
      const plain = random.bytes(random.integer(1, 60));
      const decrypted = session.decrypt(protectPacket(protector, header(index), plain, index));
      expect(decrypted.equals(Buffer.concat([header(index), plain]))).toBe(true);
    }
  });

  test('makes of a batch what it makes of its packets one by one', () => {
    const protector = createProtector(profile, master, factory);
    const first = 0x1fffd;
    for (const [count, length] of [
      [5, 100],
      [6, 1],
      [7, 1184],
      [16, 333],
    ] as const) {
      const headers = Array.from({ length: count }, (_, at) => header(first + at));
      const payloads = headers.map((_, at) => randomBytes(at === count - 1 ? Math.ceil(length / 7) : length));
      expect(protectBatch(protector, headers, payloads, first)).toEqual(
        payloads.map((payload, at) => protectPacket(protector, header(first + at), payload, first + at)),
      );
    }
  });

  test.each([
    ['the header', 5],
    ['the payload', 14],
    ['the tag', -1],
  ])('does not survive one bit changed in %s', (_part, at) => {
    const packet = protectPacket(
      createProtector(profile, master, factory),
      header(1),
      Buffer.from('payload'),
      1,
    );
    const forged = Buffer.from(packet);
    const position = at < 0 ? forged.length + at : at;
    forged[position] = (forged[position] ?? 0) ^ 1;
    const session = receiver();
    expect(() => session.decrypt(forged)).toThrow(/auth|state/i);
    expect(session.decrypt(packet).subarray(12).toString()).toBe('payload');
  });

  test('makes of one packet the same bytes again, so that a repeat gives nothing away', () => {
    const protector = createProtector(profile, master, factory);
    const protect = (): Buffer => protectPacket(protector, header(7), Buffer.from('payload'), 7);
    const first = protect();
    protectPacket(protector, header(8), Buffer.from('another'), 8);
    expect(protect()).toEqual(first);
  });
});
