import { expect, test } from '@jest/globals';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { buildPublisherAnswer } from '../../libs/webgear-rtc/src/sdp/build-publisher-answer.js';
import { acceptOffer } from '../../libs/webgear-rtc/src/sdp/negotiate-publisher.js';
import { parsePublisherOffer } from '../../libs/webgear-rtc/src/sdp/parse-publisher-offer.js';
import { publisherOffer } from '../support/publisher-offer.js';
import { fuzz } from './support/fuzz.js';

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
  expect(answer(publisherOffer)).toContain('a=rid:0 recv');
  await fuzz({
    name: 'publisher-offers',
    samples: [Buffer.from(publisherOffer)],
    feed: (input) => {
      try {
        answer(input.toString());
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.status >= 500) throw error;
      }
    },
  });
}, 240_000);
