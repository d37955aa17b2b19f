import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { WebGearRtcErrorCode } from '../../errors/error-registry.js';
import { parseOffer } from './parse-offer.js';

const readOffer = (name: string): string =>
  readFileSync(new URL(`../../../../../test/fixtures/offers/${name}.sdp`, import.meta.url), 'utf8');
const offer = readOffer('chromium-video');
const withLines = (...lines: string[]): string => offer + lines.map((line) => `${line}\r\n`).join('');
const without = (prefix: string): string => offer.replaceAll(new RegExp(`^${prefix}.*\r\n`, 'gm'), '');

describe('parseOffer', () => {
  test('reads what an answer needs', () => {
    const parsed = parseOffer(offer);
    expect(parsed.videoIndex).toBe(0);
    expect(parsed.ice.usernameFragment).toMatch(/^.{4}$/);
    expect(parsed.fingerprints).toHaveLength(1);
    expect(parsed.fingerprints[0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(parsed.extmapAllowMixed).toBe(true);
  });

  test('takes lines that end with LF alone', () => {
    expect(parseOffer(offer.replaceAll('\r\n', '\n')).ice.usernameFragment).toBe(
      parseOffer(offer).ice.usernameFragment,
    );
  });

  test('takes a fingerprint said once for the whole session', () => {
    const [fingerprint = ''] = /^a=fingerprint:.*\r\n/m.exec(offer) ?? [];
    const sdp = without('a=fingerprint').replace('t=0 0\r\n', `t=0 0\r\n${fingerprint}`);
    expect(parseOffer(sdp).fingerprints).toEqual(parseOffer(offer).fingerprints);
  });

  test('compares fingerprints in upper case, as certificates print theirs', () => {
    const sdp = offer.replace(/^a=fingerprint:sha-256 .*$/m, (line) => line.toLowerCase());
    expect(parseOffer(sdp).fingerprints).toEqual(parseOffer(offer).fingerprints);
  });

  test('passes over video sections that want nothing', () => {
    const [session = '', video = ''] = readOffer('firefox-vp8').split(/(?=^m=)/m);
    const refused = video.replace('m=video 9', 'm=video 0');
    const sending = video.replace('a=recvonly', 'a=sendonly');
    expect(parseOffer(session + refused + sending + video).videoIndex).toBe(2);
  });

  test.each<[string, string, WebGearRtcErrorCode]>([
    ['nothing', '', 'WGR_SDP_INVALID'],
    ['prose', 'Please let me watch.', 'WGR_SDP_INVALID'],
    ['no section', 'v=0\r\n', 'WGR_SDP_INVALID'],
    ['a section that is none', 'v=0\r\nm=video\r\n', 'WGR_SDP_INVALID'],
    ['no ICE user name', without('a=ice-ufrag'), 'WGR_SDP_INVALID'],
    ['no ICE password', without('a=ice-pwd'), 'WGR_SDP_INVALID'],
    ['no fingerprint', without('a=fingerprint'), 'WGR_SDP_INVALID'],
    ['a fingerprint of a weak hash', offer.replaceAll('sha-256', 'sha-1'), 'WGR_SDP_INVALID'],
    ['no role', without('a=setup'), 'WGR_SDP_INVALID'],
    ['only audio', offer.replace('m=video', 'm=audio'), 'WGR_SDP_UNSUPPORTED'],
    ['a viewer that only sends', offer.replace('a=recvonly', 'a=sendonly'), 'WGR_SDP_UNSUPPORTED'],
    ['an ICE-lite viewer', offer.replace('t=0 0', 't=0 0\r\na=ice-lite'), 'WGR_SDP_UNSUPPORTED'],
    ['a viewer that waits', offer.replace('setup:actpass', 'setup:passive'), 'WGR_SDP_UNSUPPORTED'],
    ['more than 500 lines', withLines(...Array.from({ length: 500 }, () => 'a=x')), 'WGR_SDP_INVALID'],
    ['a line of 2,049 characters', withLines(`a=${'x'.repeat(2047)}`), 'WGR_SDP_INVALID'],
    [
      '21 sections',
      withLines(...Array.from({ length: 20 }, () => 'm=audio 0 UDP/TLS/RTP/SAVPF 0')),
      'WGR_SDP_INVALID',
    ],
    ['51 candidates', withLines(...Array.from({ length: 51 }, () => 'a=candidate:x')), 'WGR_SDP_INVALID'],
  ])('refuses %s', (_name, sdp, code) => {
    expect(() => parseOffer(sdp)).toThrow(expect.objectContaining({ code }));
  });
});
