import { expect, test } from '@jest/globals';
import { SeededRandom } from '../testing/seeded-random.js';
import { AcknowledgedRate, type RateWindow } from './acknowledged-rate.js';

interface Arrival {
  readonly sentUs: number;
  readonly arrivalUs: number;
  readonly byteLength: number;
}

/** The definition: the last packets of the window one by one, of at most 512. */
function oneByOne(arrivals: readonly Arrival[], { minPackets, minSpanUs }: RateWindow): number[] | undefined {
  const taken: Arrival[] = [];
  const gaps = [0, 0];
  const span = () => Math.max(...taken.map((each) => each.arrivalUs)) - earliest();
  const earliest = () => Math.min(...taken.map((each) => each.arrivalUs));
  for (const arrival of arrivals.slice(-512).toReversed()) {
    if (taken.length >= minPackets && span() >= minSpanUs) break;
    if (taken.length > 0) {
      if (Math.max(...taken.map((each) => each.arrivalUs)) - arrival.arrivalUs > 5_000_000) break;
      gaps.push(earliest() - arrival.arrivalUs);
    }
    taken.push(arrival);
  }
  if (taken.length < minPackets || span() < minSpanUs) return undefined;
  const [longest = 0, second = 0] = gaps.toSorted((one, other) => other - one);
  const total = taken.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const first = taken.find((each) => each.arrivalUs === earliest());
  const lastSentUs = Math.max(...taken.map((each) => each.sentUs));
  const last = taken.find((each) => each.sentUs === lastSentUs);
  const sendSpanUs = lastSentUs - Math.min(...taken.map((each) => each.sentUs));
  const rate = (bytes: number, spanUs: number) => (bytes * 8_000_000) / Math.max(spanUs, 1_000);
  return [
    rate(total - (last?.byteLength ?? 0), sendSpanUs),
    rate(total - (first?.byteLength ?? 0), span() - longest + second),
  ];
}

test.each([1, 2, 3, 4, 5, 6])(
  'blocks of packets make the same rates as their packets one by one, %i',
  (seed) => {
    const random = new SeededRandom(seed);
    const rate = new AcknowledgedRate();
    const arrivals: Arrival[] = [];
    let sentUs = 0;
    for (let report = 0; report < 120; report++) {
      for (let count = random.integer(0, 40); count > 0; count--) {
        sentUs += random.integer(0, 10) < 9 ? random.integer(0, 5_000) : random.integer(0, 1_500_000);
        // Some overtake others, and some arrive together.
        const arrivalUs = 20_000 + Math.round((sentUs + random.integer(0, 12_000)) / 500) * 500;
        const arrival = { sentUs, arrivalUs, byteLength: random.integer(50, 1_200) };
        arrivals.push(arrival);
        rate.add(arrival.sentUs, arrival.arrivalUs, arrival.byteLength);
      }
      for (const window of [
        { minPackets: 20, minSpanUs: 1_000_000 },
        { minPackets: 8, minSpanUs: 150_000 },
        { minPackets: 2, minSpanUs: 4_000_000 },
      ]) {
        rate.measure(window);
        const expected = oneByOne(arrivals, window);
        expect(rate.bps === undefined ? undefined : [rate.sendBps, rate.receiveBps]).toEqual(expected);
      }
    }
  },
);
