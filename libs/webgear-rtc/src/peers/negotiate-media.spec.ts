import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildAnswer } from '../sdp/build-answer.js';
import { negotiateCodec } from '../sdp/negotiate-codec.js';
import { parseOffer } from '../sdp/parse-offer.js';
import { negotiateMedia } from './negotiate-media.js';

const folder = new URL('../../../../test/fixtures/offers/', import.meta.url);
const readOffer = (name: string): string => readFileSync(new URL(`${name}.sdp`, folder), 'utf8');
const codecs = ['h264', 'vp8'] as const;
const tracks = [{ kind: 'video', clockRateHz: 90_000, wallClockOffsetUs: 0, rtpOffset: 0 }] as const;
const transportWide = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const sendTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';

function negotiate(sdp: string, isAdaptive = true, passthroughEnabled = false) {
  const offer = parseOffer(sdp, codecs);
  const codec = negotiateCodec(offer.video, codecs, passthroughEnabled);
  const media = negotiateMedia(offer, codec, tracks, isAdaptive);
  const answer = buildAnswer({
    offer,
    codec,
    h264LevelIdc: 31,
    ice: { usernameFragment: 'ours', password: 'a password of ours' },
    isLite: true,
    candidates: [],
    fingerprint: 'AB:CD',
    ssrc: media.rtp.ssrc,
    ...(media.rtp.rtx && { rtxSsrc: media.rtp.rtx.ssrc }),
    cname: 'cname',
    extensions: media.extensions,
    ...(media.congestion && { congestionFeedback: media.congestion.rtcpFeedback }),
    sessionId: 7,
  }).split('\r\n');
  return { ...media, answer };
}

const feedbackOf = (answer: readonly string[]): string[] =>
  answer.filter((line) => /^a=rtcp-fb:\d+ (transport-cc|goog-remb|ccm tmmbr)$/.test(line));
const extensionsOf = (answer: readonly string[]): string[] =>
  answer.filter((line) => line.startsWith('a=extmap:') && /(transport-wide-cc|abs-send-time)/.test(line));

describe('transport-wide feedback', () => {
  test.each([
    ['chromium-video', 108, 4],
    ['chromium-audio-video-data', 108, 3],
    ['firefox-h264', 126, 7],
    ['firefox-vp8', 120, 7],
    ['safari-audio-video', 98, 3],
    ['pion-audio-video', 106, 4],
  ])('is agreed on with %s, for the codec and not for its retransmission stream', (name, payloadType, id) => {
    const { congestion, answer } = negotiate(readOffer(name));
    expect(congestion?.feedback).toBe('transport-cc');
    expect(feedbackOf(answer)).toEqual([`a=rtcp-fb:${payloadType} transport-cc`]);
    expect(extensionsOf(answer).map((line) => line.replace('/sendonly', ''))).toEqual([
      `a=extmap:${id} ${transportWide}`,
    ]);
    // How often the viewer reports follows from this; it stands behind the connection (RFC 8866, 5).
    const bandwidth = answer.indexOf('b=AS:87');
    expect(answer[bandwidth - 1]).toMatch(/^c=IN IP4 /);
  });

  test.each(['chromium-video', 'firefox-h264', 'firefox-vp8', 'safari-audio-video'])(
    'is left out for %s where there is nothing to decide',
    (name) => {
      const { congestion, answer } = negotiate(readOffer(name), false);
      expect(congestion).toBeUndefined();
      expect([feedbackOf(answer), extensionsOf(answer)]).toEqual([[], []]);
      expect(answer.join('\n')).not.toContain('b=AS');
    },
  );

  test('is agreed on for each format of a source', () => {
    expect(feedbackOf(negotiate(readOffer('chromium-video'), true, true).answer)).toEqual(
      [108, 116, 41].map((payloadType) => `a=rtcp-fb:${payloadType} transport-cc`),
    );
  });

  test('is left out without a retransmission stream, since a packet is then repeated bit by bit', () => {
    const { congestion, answer, rtp } = negotiate(
      readOffer('chromium-video').replaceAll(' rtx/90000', ' none/90000'),
    );
    expect(rtp.rtx).toBeUndefined();
    expect(congestion).toEqual({ feedback: 'goog-remb', rtcpFeedback: ['goog-remb'] });
    expect(extensionsOf(answer)).toEqual([]);
  });

  test('is left out where the viewer does not take the header extension', () => {
    const sendonly = readOffer('chromium-video').replace(/a=extmap:4 /, 'a=extmap:4/sendonly ');
    expect(negotiate(sendonly).congestion?.feedback).toBe('goog-remb');
    const high = readOffer('chromium-video').replace(/a=extmap:4 /, 'a=extmap:15 ');
    expect(negotiate(high).congestion?.feedback).toBe('goog-remb');
  });
});

describe('the estimate of the viewer', () => {
  test('is used where it has no transport-wide feedback, with the time that packets leave', () => {
    const { congestion, answer } = negotiate(readOffer('aiortc-audio-video-data'));
    expect(congestion).toEqual({
      feedback: 'goog-remb',
      extension: { id: 2, uri: sendTime },
      rtcpFeedback: ['goog-remb'],
    });
    expect(extensionsOf(answer)).toEqual([`a=extmap:2 ${sendTime}`]);
    expect(feedbackOf(answer)).toEqual(['a=rtcp-fb:101 goog-remb']);
  });

  test('is left out where it has none', () => {
    const { congestion, answer } = negotiate(readOffer('gstreamer-max-bundle'));
    expect(congestion).toEqual({ rtcpFeedback: [] });
    expect(feedbackOf(answer)).toEqual([]);
  });
});

test('requests for a lower rate are taken where they are offered', () => {
  const offer = readOffer('chromium-video').replace(
    'a=rtcp-fb:108 transport-cc',
    'a=rtcp-fb:108 transport-cc\r\na=rtcp-fb:108 ccm tmmbr',
  );
  expect(feedbackOf(negotiate(offer).answer)).toEqual([
    'a=rtcp-fb:108 ccm tmmbr',
    'a=rtcp-fb:108 transport-cc',
  ]);
  expect(feedbackOf(negotiate(offer, false).answer)).toEqual([]);
});
