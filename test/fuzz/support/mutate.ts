import type { SeededRandom } from '../../../libs/webgear-rtc/src/testing/seeded-random.js';

/** Numbers that lengths, counts and signs go wrong at. */
const edges = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/** A neighbour of one of the samples: some bytes changed, cut out, doubled or taken from another. */
export function mutate(random: SeededRandom, samples: readonly Buffer[]): Buffer {
  let data: Buffer = Buffer.from(random.pick(samples));
  for (let step = random.integer(1, 6); step > 0; step--) data = random.pick(steps)(random, data, samples);
  return data.subarray(0, 65_507);
}

type Step = (random: SeededRandom, data: Buffer, samples: readonly Buffer[]) => Buffer;

const steps: readonly Step[] = [
  function flipBit(random, data) {
    const at = random.integer(0, Math.max(0, data.length - 1));
    if (at < data.length) data[at] = (data[at] ?? 0) ^ (1 << random.integer(0, 7));
    return data;
  },
  function setToEdge(random, data) {
    const at = random.integer(0, Math.max(0, data.length - 1));
    if (at < data.length) data[at] = random.pick(edges);
    return data;
  },
  function setWordToEdge(random, data) {
    const at = random.integer(0, Math.max(0, data.length - 2));
    if (at + 2 <= data.length) data.writeUInt16BE((random.pick(edges) << 8) | random.pick(edges), at);
    return data;
  },
  function cutEnd(random, data) {
    return data.subarray(0, random.integer(0, data.length));
  },
  function cutOut(random, data) {
    const [from, to] = range(random, data);
    return Buffer.concat([data.subarray(0, from), data.subarray(to)]);
  },
  function repeat(random, data) {
    const [from, to] = range(random, data);
    return Buffer.concat([data.subarray(0, to), data.subarray(from)]);
  },
  function insertNoise(random, data) {
    const at = random.integer(0, data.length);
    return Buffer.concat([data.subarray(0, at), random.bytes(random.integer(1, 40)), data.subarray(at)]);
  },
  function splice(random, data, samples) {
    const other = random.pick(samples);
    return Buffer.concat([
      data.subarray(0, random.integer(0, data.length)),
      other.subarray(random.integer(0, other.length)),
    ]);
  },
];

function range(random: SeededRandom, data: Buffer): [from: number, to: number] {
  const from = random.integer(0, data.length);
  return [from, Math.min(data.length, from + random.integer(1, 64))];
}
