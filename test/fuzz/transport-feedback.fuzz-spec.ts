import { expect, test } from '@jest/globals';
import { CongestionController } from '../../libs/webgear-rtc/src/congestion/congestion-controller.js';
import { TransportFeedbackReader } from '../../libs/webgear-rtc/src/congestion/transport-feedback.js';
import { SeededRandom } from '../../libs/webgear-rtc/src/testing/seeded-random.js';
import { onePacket } from '../../libs/webgear-rtc/src/testing/simulated-link.js';
import {
  writeTransportFeedback,
  type PacketArrival,
} from '../../libs/webgear-rtc/src/testing/transport-feedback-writer.js';
import { fuzz } from './support/fuzz.js';

const random = new SeededRandom(1);

/** Messages about packets that left, with losses, reordering and pauses. */
const samples = Array.from({ length: 40 }, (_, sample) => {
  let us = 1_000_000 + sample * 50_000;
  const arrivals: PacketArrival[] = Array.from({ length: random.integer(1, 40) }, () => {
    us += random.pick([0, 250, 4_000, 70_000, -3_000]);
    return random.chance(0.2) ? undefined : us;
  });
  return writeTransportFeedback(sample * 12, arrivals);
});
// All numbers there are, missing: the longest run, again and again.
samples.push(
  Buffer.from('8fcd000800000001000011110000ffff0000020000000000' + '1fff'.repeat(9), 'hex').subarray(0, 36),
);

test('feedback that says nonsense breaks no estimate and no decision', async () => {
  const controller = new CongestionController({ startBps: 2_000_000 });
  const rungs = [
    { bitrateBps: 2_000_000, height: 720 },
    { bitrateBps: 800_000, height: 360 },
  ];
  let nowUs = 0;
  let rung = 0;
  await fuzz({
    name: 'transport-feedback',
    samples,
    feed: (input) => {
      nowUs += 10_000;
      for (let packet = 0; packet < 3; packet++) controller.sentPackets.next(nowUs, onePacket(1_200));
      controller.onTransportFeedback(input, nowUs);
      const decision = controller.decide({ rungs, rung, queueUs: 0, encoderFollows: false }, nowUs);
      ({ rung } = decision);
      const { estimateBps = 100_000, fractionLost } = controller.stats();
      if (!(estimateBps >= 100_000 && estimateBps <= 30_000_000)) throw new Error(`${estimateBps} bit/s`);
      if (!(fractionLost >= 0 && fractionLost <= 1)) throw new Error(`${fractionLost} lost`);
      if (!(decision.paceBps > 0) || rungs[rung] === undefined) throw new Error(JSON.stringify(decision));
    },
  });
  expect(controller.stats().estimateBps).toBeDefined();
}, 600_000);

test('what it tells is within what the message counts, and what is refused tells nothing', async () => {
  const reader = new TransportFeedbackReader();
  await fuzz({
    name: 'transport-feedback-reader',
    samples,
    feed: (input) => {
      let told = 0;
      const isRead = reader.read(input, {
        onReceived: (number, arrivalUs) => {
          told++;
          if (!(number >= 0 && number <= 0xffff && Number.isFinite(arrivalUs))) throw new Error('no number');
        },
        onLost: (number, count) => {
          told += count;
          if (!(number >= 0 && number <= 0xffff && count > 0)) throw new Error('no run');
        },
      });
      expect(told).toBe(isRead ? input.readUInt16BE(14) : 0);
    },
  });
}, 600_000);
