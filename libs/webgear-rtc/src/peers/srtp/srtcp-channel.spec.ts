import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { encodeBye } from '../rtcp/sender-report.js';
import { SrtcpChannel } from './srtcp-channel.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from './srtp-profile.js';

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
