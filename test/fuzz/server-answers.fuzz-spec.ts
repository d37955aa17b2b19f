import { expect, test } from '@jest/globals';
import { readAnswer } from '../../libs/webgear-rtc/src/sdp/read-answer.js';
import { fuzz } from './support/fuzz.js';

/** The answer of a WHEP server, to an offer of ours with all codecs. */
const answer = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=ice-lite',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 104',
  'c=IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdefghijklmn',
  'a=setup:active',
  'a=mid:0',
  'a=extmap:2 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'a=sendonly',
  'a=rtpmap:96 H264/90000',
  'a=rtcp-fb:96 nack pli',
  'a=fmtp:96 packetization-mode=1;profile-level-id=42e01f;sprop-parameter-sets=Z0LAH9kA8A==,aMuDyyA=',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:104 VP8/90000',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=mid:1',
  'a=sendonly',
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');

test('an answer of whatever form is read, or refused with a reason', async () => {
  const codecs = ['h264', 'vp8', 'vp9', 'av1', 'h265'] as const;
  expect(readAnswer(answer, codecs)).toMatchObject({ serverIsActive: true, opus: 111 });
  await fuzz({
    name: 'answers',
    samples: [Buffer.from(answer)],
    feed: (input) => {
      const read = readAnswer(input.toString(), codecs);
      if (typeof read === 'string') return;
      expect(read.fingerprints.length).toBeGreaterThan(0);
      expect(read.video.length + (read.opus ?? 0)).toBeGreaterThan(0);
    },
  });
}, 240_000);
