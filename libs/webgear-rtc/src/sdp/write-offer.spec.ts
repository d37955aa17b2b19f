import { describe, expect, test } from '@jest/globals';
import { SessionDescription } from 'werift';
import { buildAnswer } from './build-answer.js';
import { negotiateAudio } from './negotiate-audio.js';
import { negotiateCodec } from './negotiate-codec.js';
import { parseOffer } from './parse-offer.js';
import { readAnswer, type ReadAnswer } from './read-answer.js';
import { offeredFormats, writeOffer } from './write-offer.js';

const all = ['h264', 'vp8', 'vp9', 'av1', 'h265'] as const;

const offer = (codecs: Parameters<typeof writeOffer>[0]['codecs'] = all, audio = true): string =>
  writeOffer({
    codecs,
    audio,
    ice: { usernameFragment: 'ours', password: 'a password of ours' },
    candidates: [
      { address: '192.0.2.9', port: 4000, sdp: '1 1 udp 2130706431 192.0.2.9 4000 typ host' },
      { address: '2001:db8::9', port: 4001, sdp: '2 1 udp 2130706175 2001:db8::9 4001 typ host' },
    ],
    fingerprint: 'AB:CD',
    sessionId: 7,
  });

describe('an offer to receive', () => {
  test('is read by another stack as it is meant', () => {
    const { media, group } = SessionDescription.parse(offer());
    expect(group[0]?.semantic).toBe('BUNDLE');
    expect(media.map(({ kind, direction, rtp }) => [kind, direction, rtp.muxId])).toEqual([
      ['video', 'recvonly', '0'],
      ['audio', 'recvonly', '1'],
    ]);
    const [video, audio] = media;
    expect(video?.iceCandidates.map(({ ip }) => ip)).toEqual(['192.0.2.9', '2001:db8::9']);
    expect(audio?.iceCandidates).toEqual([]);
    expect(video?.dtlsParams?.role).toBe('auto');
    expect(video?.rtcpMux).toBe(true);
    const codecs = video?.rtp.codecs.map(({ name, payloadType }) => `${payloadType} ${name}`);
    expect(codecs).toEqual([
      '96 H264',
      '97 rtx',
      '98 H264',
      '99 rtx',
      '100 H264',
      '101 rtx',
      '102 H264',
      '103 rtx',
      '104 VP8',
      '105 rtx',
      '106 VP9',
      '107 rtx',
      '108 AV1',
      '109 rtx',
      '110 H265',
      '112 rtx',
    ]);
    expect(audio?.rtp.codecs.map(({ name, payloadType }) => `${payloadType} ${name}`)).toEqual(['111 opus']);
  });

  test('asks for nothing that was not asked for', () => {
    const sdp = offer(['vp8'], false);
    expect(sdp).toMatch(/^a=group:BUNDLE 0\r$/m);
    expect(sdp).toMatch(/^m=video 9 UDP\/TLS\/RTP\/SAVPF 96 97\r$/m);
    expect(sdp).not.toMatch(/audio|H264/);
    expect(offeredFormats(['vp8'])).toEqual([
      { payloadType: 96, rtxPayloadType: 97, codec: 'vp8', parameters: undefined },
    ]);
  });
});

const candidate = { address: '192.0.2.1', port: 5000, sdp: '1 1 udp 2130706431 192.0.2.1 5000 typ host' };

/** The answer of this library to an offer of its own. */
function answerTo(sdp: string): string {
  const parsed = parseOffer(sdp, ['h264', 'vp8']);
  const negotiated = negotiateAudio(parsed, { codecs: ['opus'], channels: 2 });
  return buildAnswer({
    offer: parsed,
    codec: negotiateCodec(parsed.video, ['h264', 'vp8'], true),
    h264LevelIdc: 31,
    ice: { usernameFragment: 'theirs', password: 'a password of theirs' },
    isLite: true,
    candidates: [candidate],
    fingerprint: 'CD:EF',
    ssrc: 11,
    rtxSsrc: 22,
    cname: 'cname',
    ...(negotiated && { audio: { negotiated, ssrc: 33, extensions: [], sync: true } }),
    extensions: [{ id: 1, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }],
    sessionId: 8,
  });
}

const read = (sdp: string): ReadAnswer => {
  const answer = readAnswer(sdp, all);
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};

describe('an answer', () => {
  test('of this library is read as it was meant', () => {
    const answer = read(answerTo(offer()));
    expect(
      answer.video.map(({ codec, payloadType, rtxPayloadType }) => [codec, payloadType, rtxPayloadType]),
    ).toEqual([
      ['h264', 96, 97],
      ['h264', 98, 99],
      ['h264', 100, 101],
    ]);
    expect(answer.ice).toMatchObject({ usernameFragment: 'theirs', password: 'a password of theirs' });
    expect(answer.ice.candidates).toMatchObject([{ ip: '192.0.2.1', port: 5000 }]);
    expect(answer.fingerprints).toEqual(['CD:EF']);
    expect(answer.serverIsActive).toBe(false);
    expect(answer.extensions).toEqual([{ id: 1, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' }]);
  });

  test.each<[string, (sdp: string) => string, Partial<ReadAnswer>]>([
    [
      'of an active server',
      (sdp) => sdp.replaceAll('setup:passive', 'setup:active'),
      { serverIsActive: true },
    ],
    [
      'that leaves its role out',
      (sdp) => sdp.replaceAll('a=setup:passive\r\n', ''),
      { serverIsActive: false },
    ],
    [
      'with its transport for the whole session',
      (sdp) =>
        sdp
          .replace('s=-', 's=-\r\na=fingerprint:sha-256 11:22')
          .replaceAll('a=fingerprint:sha-256 CD:EF\r\n', ''),
      { fingerprints: ['11:22'] },
    ],
    ['with LF line ends', (sdp) => sdp.replaceAll('\r\n', '\n'), { fingerprints: ['CD:EF'] }],
  ])('%s is understood', (_name, change, expected) => {
    expect(read(change(answerTo(offer())))).toMatchObject(expected);
  });

  test.each<[string, (sdp: string) => string, RegExp]>([
    ['nothing', () => '', /no SDP/],
    ['HTML', () => '<html>', /no SDP/],
    ['100,000 lines', (sdp) => sdp + 'a=x\r\n'.repeat(100_000), /no SDP/],
    [
      'a refusal',
      (sdp) => sdp.replace(/m=video \d+/, 'm=video 0').replace(/m=audio \d+/, 'm=audio 0'),
      /neither/,
    ],
    ['an inactive section', (sdp) => sdp.replaceAll('a=sendonly', 'a=inactive'), /neither/],
    ['another codec', (sdp) => sdp.replace(/m=video.*/, 'm=video 9 UDP/TLS/RTP/SAVPF 35'), /no codec/],
    ['no password', (sdp) => sdp.replaceAll(/a=ice-pwd.*\r\n/g, ''), /ice-pwd/],
    ['SHA-1', (sdp) => sdp.replaceAll('sha-256', 'sha-1'), /fingerprint/],
    ['actpass', (sdp) => sdp.replaceAll('setup:passive', 'setup:actpass'), /setup/],
  ])('that is %s is refused with the reason', (_name, change, reason) => {
    expect(readAnswer(change(answerTo(offer())), all)).toMatch(reason);
  });

  test('that keeps the sound out of the group has none', () => {
    const sdp = answerTo(offer()).replace(/a=group:BUNDLE.*\r\n/, 'a=group:BUNDLE 0\r\n');
    expect(read(sdp).opus).toBeUndefined();
  });
});
