import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encodeBye } from '../../peers/rtcp/sender-report.js';
import { SrtcpChannel } from './srtcp-channel.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from './srtp-profile.js';
import { SrtcpSession } from 'werift';
import { selectSendBackend } from '../send-path/send-path.js';

const profile = SrtpProfile.AeadAes128Gcm;
const newKeys = () => ({ key: randomBytes(masterKeyBytes), salt: randomBytes(masterSaltBytes(profile)) });
const [server, viewer] = [newKeys(), newKeys()];
const bye = encodeBye(1, 'cname');

test('what one end protects, the other reads', () => {
  const packet = new SrtcpChannel(profile, server, viewer).protect(bye);
  expect(packet.includes(bye.subarray(8))).toBe(false);
  expect(new SrtcpChannel(profile, viewer, server).unprotect(packet)).toEqual(bye);
});

test.each([
  ['under other keys', new SrtcpChannel(profile, newKeys(), viewer).protect(bye)],
  ['in the clear', bye],
  ['cut short', new SrtcpChannel(profile, server, viewer).protect(bye).subarray(0, 9)],
  ['empty', Buffer.alloc(0)],
])('a packet %s is nobody’s', (_name, packet) => {
  expect(new SrtcpChannel(profile, viewer, server).unprotect(packet)).toBeUndefined();
});

describe.each([
  ['AEAD_AES_128_GCM', SrtpProfile.AeadAes128Gcm],
  ['AES_CM_128_HMAC_SHA1_80', SrtpProfile.Aes128CmHmacSha1With80BitTag],
])('with %s', (_name, negotiated) => {
  const keysFor = () => ({
    key: randomBytes(masterKeyBytes),
    salt: randomBytes(masterSaltBytes(negotiated)),
  });
  const [ours, theirs] = [keysFor(), keysFor()];
  const sender = new SrtcpChannel(negotiated, ours, theirs);

  test('a packet is heard once, and its copies are not', () => {
    const receiver = new SrtcpChannel(negotiated, theirs, ours);
    const packets = [1, 2, 3].map(() => sender.protect(bye));
    const [first, second, third] = packets;
    const heard = [first, third, third, first, second, second].map(
      (packet) => receiver.unprotect(packet ?? Buffer.alloc(0)) !== undefined,
    );
    expect(heard).toEqual([true, true, false, false, true, false]);
  });

  test('a packet of which one bit is another is nobody’s', () => {
    const receiver = new SrtcpChannel(negotiated, theirs, ours);
    const packet = sender.protect(bye);
    // Of the last four bytes, too: what they say is verified like the rest.
    for (let at = 0; at < packet.length; at++) {
      const changed = Buffer.from(packet);
      changed.writeUInt8(packet.readUInt8(at) ^ (1 << (at % 8)), at);
      expect(receiver.unprotect(changed)).toBeUndefined();
    }
    expect(receiver.unprotect(packet)).toEqual(bye);
  });

  test('who speaks under more names than a browser has is not heard under the rest', () => {
    const receiver = new SrtcpChannel(negotiated, theirs, ours);
    const heard = Array.from({ length: 20 }, (_, ssrc) =>
      receiver.unprotect(sender.protect(encodeBye(ssrc, 'cname'))),
    );
    expect(heard.filter((packet) => packet !== undefined)).toHaveLength(16);
  });
});

test('a packet that says it is not encrypted is nobody’s', () => {
  const packet = new SrtcpChannel(profile, server, viewer).protect(bye);
  packet.writeUInt8(packet.readUInt8(packet.length - 4) & 0x7f, packet.length - 4);
  expect(new SrtcpChannel(profile, viewer, server).unprotect(packet)).toBeUndefined();
});

test('packets of any length are read, and none is changed', () => {
  const channel = new SrtcpChannel(profile, server, viewer);
  const reader = new SrtcpChannel(profile, viewer, server);
  for (let length = 8; length < 1_200; length += 52) {
    const plain = Buffer.alloc(length, length);
    plain.writeUInt16BE(0x80c9, 0);
    plain.writeUInt32BE(1, 4);
    const packet = channel.protect(plain);
    const before = Buffer.from(packet);
    expect(reader.unprotect(packet)).toEqual(plain);
    expect(packet).toEqual(before);
  }
});

const native = (await selectSendBackend('native')).createGcmAead;

describe.each([
  ['by Node', undefined],
  ['by the fastest way here', native],
] as const)('AEAD_AES_128_GCM %s', (_name, createAead) => {
  test('is understood by another implementation, and understands it', () => {
    const channel = new SrtcpChannel(profile, server, viewer, createAead);
    const other = new SrtcpSession({
      profile,
      keys: {
        localMasterKey: viewer.key,
        localMasterSalt: viewer.salt,
        remoteMasterKey: server.key,
        remoteMasterSalt: server.salt,
      },
    });
    for (let length = 8; length < 3_000; length += 124) {
      const plain = randomBytes(length);
      plain.writeUInt16BE(0x80c9, 0);
      plain.writeUInt32BE(7, 4);
      expect(other.decrypt(channel.protect(plain))).toEqual(plain);
      expect(channel.unprotect(other.encrypt(plain))).toEqual(plain);
    }
    channel.close();
  });

  test('opens what is right after something forged, and nothing once it is closed', () => {
    const sender = new SrtcpChannel(profile, viewer, server);
    const channel = new SrtcpChannel(profile, server, viewer, createAead);
    const packet = sender.protect(bye);
    for (let at = 0; at < packet.length; at++) {
      const changed = Buffer.from(packet);
      changed.writeUInt8(packet.readUInt8(at) ^ 1, at);
      expect(channel.unprotect(changed)).toBeUndefined();
    }
    expect(channel.unprotect(packet)).toEqual(bye);
    channel.close();
    channel.close();
    // Whatever is still said is under an index of its own.
    expect(new SrtcpChannel(profile, viewer, server).unprotect(channel.protect(bye))).toEqual(bye);
  });
});
