import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SessionDescription } from 'werift';
import type { VideoCodec } from '../media/encoded-frame.js';
import { buildAnswer } from './build-answer.js';
import { formatFor, negotiateCodec } from './negotiate-codec.js';
import { parseOffer } from './parse-offer.js';

const folder = new URL('../../../../test/fixtures/offers/', import.meta.url);
const readOffer = (name: string): string => readFileSync(new URL(`${name}.sdp`, folder), 'utf8');
const offerNames = readdirSync(folder)
  .filter((name) => name.endsWith('.sdp'))
  .map((name) => name.slice(0, -'.sdp'.length));

const served = ['h264', 'vp8'] as const;
const parse = (sdp: string) => parseOffer(sdp, served);
const negotiate = (sdp: string, passthroughEnabled = false) =>
  negotiateCodec(parse(sdp).video, served, passthroughEnabled);

const h264Only = (fmtp: string): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=ice-ufrag:user',
    'a=ice-pwd:a password of theirs',
    'a=fingerprint:sha-256 AB:CD',
    'a=setup:actpass',
    'a=recvonly',
    `a=rtpmap:96 H264/90000\r\n${fmtp}`,
  ].join('\r\n');

function answer(sdp: string, passthroughEnabled = false): string[] {
  const offer = parse(sdp);
  return buildAnswer({
    offer,
    codec: negotiateCodec(offer.video, served, passthroughEnabled),
    h264LevelIdc: 31,
    ice: { usernameFragment: 'ours', password: 'a password of ours' },
    isLite: true,
    candidates: [{ address: '192.0.2.1', port: 4000, sdp: '1 1 udp 2130706431 192.0.2.1 4000 typ host' }],
    fingerprint: 'AB:CD',
    ssrc: 11,
    rtxSsrc: 22,
    cname: 'cname',
    extensions: [{ id: 4, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }],
    sessionId: 7,
  }).split('\r\n');
}

const startingWith = (lines: readonly string[], prefix: string): string[] =>
  lines.filter((line) => line.startsWith(prefix));

/** The lines of one media section. */
function section(lines: readonly string[], index: number): string[] {
  const starts = lines.flatMap((line, at) => (line.startsWith('m=') ? [at] : []));
  return lines.slice(starts[index], starts[index + 1]);
}

describe('the codec for each browser', () => {
  test.each([
    ['chromium-video', 'h264', 108, 109, '42e0'],
    ['chromium-audio-video-data', 'h264', 108, 109, '42e0'],
    ['firefox-h264', 'h264', 126, 127, '42e0'],
    ['firefox-vp8', 'vp8', 120, 124, undefined],
    ['safari-audio-video', 'h264', 98, 99, '42e0'],
    ['firefox-max-bundle', 'vp8', 120, 124, undefined],
    ['pion-audio-video', 'h264', 106, 107, '42e0'],
    ['aiortc-audio-video-data', 'h264', 101, 102, '42e0'],
    ['gstreamer-max-bundle', 'vp8', 96, undefined, undefined],
    ['libdatachannel-audio-video-data', 'vp8', 96, undefined, undefined],
  ])('%s gets %s under its own numbers', (name, codec, payloadType, rtxPayloadType, h264Profile) => {
    const negotiated = negotiate(readOffer(name));
    expect(negotiated).toMatchObject({ codec, payloadType });
    expect(negotiated.rtxPayloadType).toBe(rtxPayloadType);
    expect(negotiated.h264Profile).toBe(h264Profile);
  });

  test.each([
    ['chromium-video', { '42c0': 108, '4d40': 116, '6400': 41, '7a00': undefined }],
    ['firefox-h264', { '42c0': 126, '4d40': undefined, '6400': undefined }],
    ['safari-audio-video', { '42c0': 98, '6400': 96 }],
    ['firefox-vp8', { '42c0': undefined }],
  ])('%s gets the H.264 of a source under the number that decodes its profile', (name, payloadTypes) => {
    const codec = negotiate(readOffer(name), true);
    for (const [profile, payloadType] of Object.entries(payloadTypes)) {
      expect([profile, formatFor(codec, profile)?.payloadType]).toEqual([profile, payloadType]);
    }
  });

  test('the H.264 of a source is agreed on only where it may come', () => {
    const lines = (passthroughEnabled: boolean) => answer(readOffer('chromium-video'), passthroughEnabled);
    expect(startingWith(lines(false), 'm=video')).toEqual(['m=video 4000 UDP/TLS/RTP/SAVPF 108 109']);
    expect(startingWith(lines(true), 'm=video')).toEqual([
      'm=video 4000 UDP/TLS/RTP/SAVPF 108 109 116 117 41 42',
    ]);
    expect(startingWith(lines(true), 'a=fmtp:')).toEqual([
      'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      'a=fmtp:109 apt=108',
      'a=fmtp:116 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f',
      'a=fmtp:117 apt=116',
      'a=fmtp:41 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=f4001f',
      'a=fmtp:42 apt=41',
    ]);
  });

  test('H.264 of any form is used where there is nothing else', () => {
    const only = (fmtp: string) => negotiate(h264Only(fmtp));
    expect(only('')).toMatchObject({ codec: 'h264', h264Profile: '4200', packetizationMode: 0 });
    expect(only('a=fmtp:96 profile-level-id=42e01f;packetization-mode=0\r\n')).toMatchObject({
      h264Profile: '42e0',
      packetizationMode: 0,
    });
    expect(only('a=fmtp:96 packetization-mode=1;profile-level-id=640c1f\r\n')).toMatchObject({
      h264Profile: '640c',
      packetizationMode: 1,
    });
    const lines = answer(h264Only('a=fmtp:96 profile-level-id=42e01f\r\n'));
    expect(startingWith(lines, 'a=fmtp:96')).toEqual([
      'a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f',
    ]);
  });

  test('H.264 that may not be cut into fragments is no use: VP8 instead', () => {
    const sdp = readOffer('chromium-video').replaceAll('packetization-mode=1', 'packetization-mode=0');
    expect(negotiate(sdp)).toMatchObject({ codec: 'vp8', payloadType: 96 });
  });

  test('H.264 without a mode means mode 0 (RFC 6184, 8.1)', () => {
    const sdp = readOffer('chromium-video').replaceAll('packetization-mode=1;', '');
    expect(negotiate(sdp).codec).toBe('vp8');
  });

  test('a viewer with only High profile gets VP8', () => {
    const sdp = readOffer('safari-audio-video').replaceAll('42e01f', '640c1f');
    expect(negotiate(sdp)).toMatchObject({ codec: 'vp8', payloadType: 100 });
  });

  test('the order of the server decides, not that of the viewer', () => {
    const choose = (codecs: readonly VideoCodec[], sdp = readOffer('chromium-video')) =>
      negotiateCodec(parseOffer(sdp, codecs).video, codecs);
    expect(choose(['vp8', 'h264'])).toMatchObject({ codec: 'vp8', payloadType: 96, rtxPayloadType: 97 });
    expect(choose(['vp8'])).toMatchObject({ codec: 'vp8', payloadType: 96 });
    expect(choose(['h264'], h264Only('a=fmtp:96 packetization-mode=1'))).toMatchObject({ codec: 'h264' });
    expect(() => choose(['vp8'], h264Only(''))).toThrow(/it has no VP8, but H264\./);
  });

  test('a viewer with neither codec is told so', () => {
    const sdp = readOffer('chromium-video').replaceAll('H264/', 'H265/').replaceAll('VP8/', 'AV1/');
    expect(() => negotiate(sdp)).toThrow(
      expect.objectContaining({
        code: 'WGR_SDP_UNSUPPORTED',
        status: 422,
        message: expect.stringContaining('neither H.264 nor VP8, but AV1, VP9, H265') as unknown,
      }),
    );
  });

  test('feedback is confirmed only where we act on it', () => {
    expect(negotiate(readOffer('chromium-video')).rtcpFeedback).toEqual(['ccm fir', 'nack', 'nack pli']);
  });
});

describe('the answer', () => {
  const lines = answer(readOffer('chromium-audio-video-data'));
  const video = section(lines, 1);

  test('has the sections of the offer in their order, the video alone with media', () => {
    expect(startingWith(lines, 'm=')).toEqual([
      'm=audio 4000 UDP/TLS/RTP/SAVPF 111',
      'm=video 4000 UDP/TLS/RTP/SAVPF 108 109',
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    ]);
    expect(startingWith(lines, 'a=mid:')).toEqual(['a=mid:0', 'a=mid:1', 'a=mid:2']);
    expect(section(lines, 0)).toContain('a=inactive');
    expect(video).toContain('a=sendonly');
  });

  test('bundles only what is accepted, the tagged section first', () => {
    expect(startingWith(lines, 'a=group:')).toEqual(['a=group:BUNDLE 0 1']);
  });

  test('names the candidates once, where the transport is', () => {
    expect(startingWith(section(lines, 0), 'a=candidate:')).toHaveLength(1);
    expect(startingWith(video, 'a=candidate:')).toHaveLength(0);
  });

  test.each(['firefox-max-bundle', 'gstreamer-max-bundle'])(
    'to %s, whose video has no port of its own, carries the video over the first section',
    (name) => {
      const bundled = answer(readOffer(name));
      expect(section(bundled, 0)).toEqual(expect.arrayContaining(['a=setup:passive', 'a=rtcp-mux']));
      expect(startingWith(section(bundled, 1), 'm=video 4000 ')).toHaveLength(1);
    },
  );

  test('accepts data only where the transport is in its section', () => {
    const data = answer(readOffer('chromium-audio-video-data').replace('BUNDLE 0 1 2', 'BUNDLE 2 0 1'));
    expect(startingWith(data, 'a=group:')).toEqual(['a=group:BUNDLE 2 0 1']);
    expect(section(data, 2)).toEqual(expect.arrayContaining(['a=sctp-port:5000', 'a=setup:passive']));
    const old = readOffer('aiortc-audio-video-data').replace('BUNDLE 0 1 2', 'BUNDLE 2 0 1');
    expect(section(answer(old), 2)).toContain('a=sctpmap:5000 webrtc-datachannel 0');
  });

  test('has no group and no names where the offer has none, and refuses what cannot be bundled', () => {
    const lone = answer(
      readOffer('chromium-audio-video-data').replaceAll(/^a=(group|mid|extmap:4).*\r\n/gm, ''),
    );
    expect(startingWith(lone, 'a=group:')).toEqual([]);
    expect(startingWith(lone, 'a=mid:')).toEqual([]);
    expect(startingWith(lone, 'm=audio 0 ')).toHaveLength(1);
    // webrtcbin refuses an answer that does not name it in every section.
    expect(startingWith(lone, 'a=fingerprint:')).toHaveLength(3);
  });

  test('answers the group that the video is in', () => {
    const groups = readOffer('chromium-audio-video-data').replace(
      'a=group:BUNDLE 0 1 2',
      'a=group:LS 0 1\r\na=group:BUNDLE 0\r\na=group:BUNDLE 1 2',
    );
    expect(startingWith(answer(groups), 'a=group:')).toEqual(['a=group:BUNDLE 1']);
  });

  test('sends, waits to be called and says that all is said', () => {
    for (const line of ['a=sendonly', 'a=setup:passive', 'a=rtcp-mux', 'a=rtcp-mux-only']) {
      expect(video).toContain(line);
    }
    expect(lines).toContain('a=end-of-candidates');
    expect(lines).toContain('a=ice-lite');
  });

  test('promises the level of the stream under the offered profile', () => {
    expect(startingWith(video, 'a=fmtp:108')).toEqual([
      'a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
    ]);
  });

  test('ties the retransmission stream to its own', () => {
    expect(video).toContain('a=fmtp:109 apt=108');
    expect(video).toContain('a=ssrc-group:FID 11 22');
  });

  test('names a media stream, without which Chromium refuses all of it', () => {
    expect(video).toContain('a=msid:webgear-rtc video');
  });

  test('echoes extmap-allow-mixed, and only where it was offered', () => {
    expect(lines).toContain('a=extmap-allow-mixed');
    expect(answer(readOffer('firefox-h264'))).not.toContain('a=extmap-allow-mixed');
  });

  test('has no retransmission stream where the viewer has none', () => {
    const sdp = readOffer('firefox-vp8').replaceAll(' rtx/', ' none/');
    const negotiated = negotiate(sdp);
    expect(negotiated.rtxPayloadType).toBeUndefined();
  });

  test.each(offerNames)('to %s is read by another implementation', (name) => {
    const read = SessionDescription.parse(answer(readOffer(name)).join('\r\n'));
    const sending = read.media.filter(({ direction }) => direction === 'sendonly');
    expect(sending).toHaveLength(1);
    expect(sending[0]).toMatchObject({ kind: 'video', port: 4000, rtcpMux: true });
    expect(read.media.flatMap(({ iceCandidates }) => iceCandidates)).toHaveLength(1);
    expect(read.media.map(({ kind, rtp }) => [kind, rtp.muxId])).toEqual(
      parse(readOffer(name)).media.map(({ kind, mid }) => [kind, mid]),
    );
  });
});
