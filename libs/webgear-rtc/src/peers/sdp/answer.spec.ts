import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SessionDescription } from 'werift';
import { buildAnswer } from './build-answer.js';
import { formatFor, negotiateCodec } from './negotiate-codec.js';
import { parseOffer } from './parse-offer.js';

const readOffer = (name: string): string =>
  readFileSync(new URL(`../../../../../test/fixtures/offers/${name}.sdp`, import.meta.url), 'utf8');

function answer(sdp: string, handsOn = false): string[] {
  const offer = parseOffer(sdp);
  return buildAnswer({
    offer,
    codec: negotiateCodec(offer.video, handsOn),
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
  ])('%s gets %s under its own numbers', (name, codec, payloadType, rtxPayloadType, h264Profile) => {
    const negotiated = negotiateCodec(parseOffer(readOffer(name)).video);
    expect(negotiated).toMatchObject({ codec, payloadType, rtxPayloadType });
    expect(negotiated.h264Profile).toBe(h264Profile);
  });

  test.each([
    ['chromium-video', { '42c0': 108, '4d40': 116, '6400': 41, '7a00': undefined }],
    ['firefox-h264', { '42c0': 126, '4d40': undefined, '6400': undefined }],
    ['safari-audio-video', { '42c0': 98, '6400': 96 }],
    ['firefox-vp8', { '42c0': undefined }],
  ])('%s gets the H.264 of a source under the number that decodes its profile', (name, payloadTypes) => {
    const codec = negotiateCodec(parseOffer(readOffer(name)).video, true);
    for (const [profile, payloadType] of Object.entries(payloadTypes)) {
      expect([profile, formatFor(codec, profile)?.payloadType]).toEqual([profile, payloadType]);
    }
  });

  test('the H.264 of a source is agreed on only where it may come', () => {
    const lines = (handsOn: boolean) => answer(readOffer('chromium-video'), handsOn);
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

  test('H.264 that may not be cut into fragments is no use: VP8 instead', () => {
    const sdp = readOffer('chromium-video').replaceAll('packetization-mode=1', 'packetization-mode=0');
    expect(negotiateCodec(parseOffer(sdp).video)).toMatchObject({ codec: 'vp8', payloadType: 96 });
  });

  test('H.264 without a mode means mode 0 (RFC 6184, 8.1)', () => {
    const sdp = readOffer('chromium-video').replaceAll('packetization-mode=1;', '');
    expect(negotiateCodec(parseOffer(sdp).video).codec).toBe('vp8');
  });

  test('a viewer with only High profile gets VP8', () => {
    const sdp = readOffer('safari-audio-video').replaceAll('42e01f', '640c1f');
    expect(negotiateCodec(parseOffer(sdp).video)).toMatchObject({ codec: 'vp8', payloadType: 100 });
  });

  test('a viewer with neither codec is told so', () => {
    const sdp = readOffer('chromium-video').replaceAll('H264/', 'H265/').replaceAll('VP8/', 'AV1/');
    expect(() => negotiateCodec(parseOffer(sdp).video)).toThrow(
      expect.objectContaining({ code: 'WGR_SDP_UNSUPPORTED', status: 422 }),
    );
  });

  test('feedback is confirmed only where we act on it', () => {
    expect(negotiateCodec(parseOffer(readOffer('chromium-video')).video).rtcpFeedback).toEqual([
      'ccm fir',
      'nack',
      'nack pli',
    ]);
  });
});

describe('the answer', () => {
  const lines = answer(readOffer('chromium-audio-video-data'));
  const video = section(lines, 1);

  test('has the sections of the offer in their order, all but one refused', () => {
    expect(startingWith(lines, 'm=')).toEqual([
      'm=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
      'm=video 4000 UDP/TLS/RTP/SAVPF 108 109',
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    ]);
    expect(startingWith(lines, 'a=mid:')).toEqual(['a=mid:0', 'a=mid:1', 'a=mid:2']);
  });

  test('bundles only what is accepted', () => {
    expect(startingWith(lines, 'a=group:')).toEqual(['a=group:BUNDLE 1']);
  });

  test('sends, waits to be called and says that all is said', () => {
    for (const line of [
      'a=sendonly',
      'a=setup:passive',
      'a=rtcp-mux',
      'a=rtcp-mux-only',
      'a=end-of-candidates',
    ]) {
      expect(video).toContain(line);
    }
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
    const negotiated = negotiateCodec(parseOffer(sdp).video);
    expect(negotiated.rtxPayloadType).toBeUndefined();
  });

  test.each(['chromium-video', 'firefox-h264', 'firefox-vp8', 'safari-audio-video'])(
    'to %s is read by another implementation',
    (name) => {
      const read = SessionDescription.parse(answer(readOffer(name)).join('\r\n'));
      const accepted = read.media.filter(({ port }) => port !== 0);
      expect(accepted).toHaveLength(1);
      expect(accepted[0]).toMatchObject({ kind: 'video', direction: 'sendonly', rtcpMux: true });
      expect(accepted[0]?.iceCandidates).toHaveLength(1);
    },
  );
});
