import { expect, test } from '@jest/globals';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { buildPublisherAnswer } from '../../libs/webgear-rtc/src/sdp/build-publisher-answer.js';
import { acceptOffer } from '../../libs/webgear-rtc/src/sdp/negotiate-publisher.js';
import { parsePublisherOffer } from '../../libs/webgear-rtc/src/sdp/parse-publisher-offer.js';
import { fuzz } from './support/fuzz.js';

/** A publisher's offer: with simulcast, parameter sets, several profiles and a data channel. */
const offer = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1 2',
  'a=extmap-allow-mixed',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 0',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdefghijklmn',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendonly',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 98',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:0123456789abcdefghijklmn',
  'a=mid:1',
  'a=sendonly',
  'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'a=rtpmap:96 H264/90000',
  'a=rtcp-fb:96 nack pli',
  'a=fmtp:96 packetization-mode=1;profile-level-id=42e01f;sprop-parameter-sets=Z0LAH9kA8A==,aMuDyyA=',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:98 VP8/90000',
  'a=rid:0 send',
  'a=rid:1 send',
  'a=simulcast:send 0;1',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:2',
  'a=sctp-port:5000',
  '',
].join('\r\n');

function answer(sdp: string): string {
  const parsed = parsePublisherOffer(sdp);
  return buildPublisherAnswer({
    offer: parsed,
    ...acceptOffer(parsed, ['h264', 'vp8']),
    ice: { usernameFragment: 'ours', password: 'p'.repeat(24) },
    isLite: true,
    candidates: [],
    fingerprint: 'AB',
    sessionId: 1,
  });
}

test('an offer of a publisher, of whatever form, is answered or refused with a code', async () => {
  expect(answer(offer)).toContain('a=rid:0 recv');
  await fuzz({
    name: 'publisher-offers',
    samples: [Buffer.from(offer)],
    feed: (input) => {
      try {
        answer(input.toString());
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.status >= 500) throw error;
      }
    },
  });
}, 240_000);
