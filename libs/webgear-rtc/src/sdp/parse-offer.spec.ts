import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { WebGearRtcErrorCode } from '../errors/error-registry.js';
import { parseOffer } from './parse-offer.js';

const readOffer = (name: string): string =>
  readFileSync(new URL(`../../../../test/fixtures/offers/${name}.sdp`, import.meta.url), 'utf8');
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

  test('serves the first video section that has a codec of ours', () => {
    const [session = '', video = ''] = readOffer('firefox-vp8').split(/(?=^m=)/m);
    expect(parseOffer(session + video.replaceAll('VP8/', 'AV1/') + video).videoIndex).toBe(1);
  });

  test.each<[string, string]>([
    ['lines that end with CR alone', offer.replaceAll('\r\n', '\r')],
    ['blanks at the ends of lines', offer.replaceAll('\r\n', ' \t\r\n')],
    ['no direction', without('a=recvonly')],
    ['a direction for the whole session', without('a=recvonly').replace('t=0 0', 't=0 0\r\na=recvonly')],
    ['both directions', offer.replace('a=recvonly', 'a=sendrecv')],
    ['no role, which means active', without('a=setup')],
    ['the active role', offer.replace('a=setup:actpass', 'a=setup:ACTIVE')],
    ['fmtp without rtpmap', withLines('a=fmtp:77 apt=96', 'a=fmtp')],
    ['rtcp-fb without rtpmap', withLines('a=rtcp-fb:77 nack', 'a=rtcp-fb')],
    ['rtcp without an address', withLines('a=rtcp:9', 'a=rtcp')],
    ['lines that break off', withLines('a=', 'a=rtpmap', 'a=extmap:3', 'a=ssrc:', 'a=candidate:', 'b=', 'x')],
    ['payload types without rtpmap', offer.replace(/^(m=video .*)$/m, '$1 26 31')],
    ['no mid and no group', without('a=mid').replace(/^a=group.*\r\n/m, '')],
    ['names of codecs in another case', offer.replaceAll('H264/', 'h264/').replaceAll('VP8/', 'vp8/')],
    ['a hash in another case', offer.replaceAll('sha-256', 'SHA-256')],
    ['a user name of digits', offer.replace(/^a=ice-ufrag:.*$/m, 'a=ice-ufrag:0042')],
  ])('takes %s', (_name, sdp) => {
    const parsed = parseOffer(sdp);
    expect(parsed.video.codecs.map(({ name }) => name)).toEqual(
      parseOffer(offer).video.codecs.map(({ name }) => name),
    );
    expect(parsed.fingerprints).toEqual(parseOffer(offer).fingerprints);
    expect(parsed.ice.usernameFragment).toMatch(/^.{4}$/);
  });

  test('reads what is said for all payload types of a section', () => {
    const sdp = without('a=rtcp-fb').replace('a=rtcp-mux', 'a=rtcp-fb:* nack PLI\r\na=rtcp-mux');
    const { codecs } = parseOffer(sdp).video;
    expect(codecs.length).toBeGreaterThan(10);
    for (const { rtcpFeedback } of codecs) expect(rtcpFeedback).toEqual(['nack pli']);
  });

  test('reads the same number in each section for itself', () => {
    const [session = '', audio = '', video = ''] = readOffer('safari-audio-video').split(/(?=^m=)/m);
    const sdp = session + audio.replaceAll('111', '96') + video;
    expect(parseOffer(sdp).media.map(({ codecs }) => codecs[0]?.name)).toEqual(['opus', 'h264']);
  });

  test('keeps strong fingerprints of several, and leaves out weak ones', () => {
    const hex = (bytes: number): string => Array.from({ length: bytes }, () => 'ab').join(':');
    const sdp = withLines(
      `a=fingerprint:sha-1 ${hex(20)}`,
      `a=fingerprint:sha-384 ${hex(48)}`,
      `a=fingerprint:sha-512 ${hex(64)}`,
    );
    expect(parseOffer(sdp).fingerprints.map(({ length }) => (length + 1) / 3)).toEqual([32, 48, 64]);
  });

  test('finds the transport of a section that has none in the first of its group', () => {
    const sdp = readOffer('firefox-max-bundle');
    const parsed = parseOffer(sdp);
    expect(parsed.videoIndex).toBe(1);
    expect(parsed.transportIndex).toBe(0);
    expect(parsed.ice.usernameFragment).toBe(/^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1]);
    expect(parsed.ice.candidates.length).toBeGreaterThan(2);
  });

  test('takes what the section says of its transport before what holds for the session', () => {
    const sdp = offer.replace('t=0 0', 't=0 0\r\na=ice-ufrag:other\r\na=ice-pwd:another\r\na=setup:passive');
    expect(parseOffer(sdp).ice).toEqual(parseOffer(offer).ice);
  });

  test('takes the offers of a page with eight cameras and of a machine with fifty networks', () => {
    const [session = '', video = ''] = offer.split(/(?=^m=)/m);
    expect(parseOffer(session + video.repeat(8)).media).toHaveLength(8);
    const candidates = Array.from(
      { length: 200 },
      (_, at) => `a=candidate:1 1 udp ${at} 192.0.2.${at} 9999 typ host generation 0`,
    );
    expect(parseOffer(withLines(...candidates)).ice.candidates.length).toBeGreaterThanOrEqual(200);
  });

  test.each<[string, string[], number | undefined]>([
    ['nothing', [], undefined],
    ['kilobits with overhead', ['b=AS:1500'], 1_500_000],
    ['bits without', ['b=TIAS:700000'], 700_000],
    ['both: the less', ['b=AS:2000', 'b=TIAS:900000'], 900_000],
    ['both, the other way round', ['b=AS:800', 'b=TIAS:3000000'], 800_000],
    ['what is none', ['b=AS:-1', 'b=AS:many', 'b=CT:5', 'b=X-YZ:128', 'b=', 'b=AS:1e3'], undefined],
    ['zero, with which there would be nothing to watch', ['b=AS:0', 'b=TIAS:0'], undefined],
    ['more than a number holds', ['b=AS:99999999999999999999'], undefined],
  ])('reads the bandwidth of the video section: %s', (_name, lines, bandwidthBps) => {
    const sdp = offer.replace('a=recvonly', [...lines, 'a=recvonly'].join('\r\n'));
    expect(parseOffer(sdp).video.bandwidthBps).toBe(bandwidthBps);
  });

  test('takes no bandwidth of another section, or of the session', () => {
    const other = 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nb=AS:50\r\na=recvonly\r\n';
    const sdp = offer.replace('t=0 0', 'b=AS:60\r\nt=0 0') + other;
    expect(parseOffer(sdp).video.bandwidthBps).toBeUndefined();
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
    ['only audio', offer.replace('m=video', 'm=audio'), 'WGR_SDP_UNSUPPORTED'],
    ['a viewer that only sends', offer.replace('a=recvonly', 'a=sendonly'), 'WGR_SDP_UNSUPPORTED'],
    ['an ICE-lite viewer', offer.replace('t=0 0', 't=0 0\r\na=ice-lite'), 'WGR_SDP_UNSUPPORTED'],
    ['a viewer that wants nothing', offer.replace('a=recvonly', 'a=inactive'), 'WGR_SDP_UNSUPPORTED'],
    [
      'a viewer that wants nothing, said for the whole session',
      without('a=recvonly').replace('t=0 0', 't=0 0\r\na=inactive'),
      'WGR_SDP_UNSUPPORTED',
    ],
    ['a viewer that waits', offer.replace('setup:actpass', 'setup:passive'), 'WGR_SDP_UNSUPPORTED'],
    ['more than 4,000 lines', withLines(...Array.from({ length: 4000 }, () => 'a=x')), 'WGR_SDP_INVALID'],
    ['a line of 2,049 characters', withLines(`a=${'x'.repeat(2047)}`), 'WGR_SDP_INVALID'],
    [
      '65 sections',
      withLines(...Array.from({ length: 64 }, () => 'm=audio 0 UDP/TLS/RTP/SAVPF 0')),
      'WGR_SDP_INVALID',
    ],
    [
      '1,001 candidates',
      withLines(...Array.from({ length: 1001 }, () => 'a=candidate:x')),
      'WGR_SDP_INVALID',
    ],
  ])('refuses %s', (_name, sdp, code) => {
    expect(() => parseOffer(sdp)).toThrow(expect.objectContaining({ code }));
  });
});
