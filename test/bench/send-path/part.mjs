import { compareWays } from './compare-ways.mjs';
import { measureBlock, warmUp } from './measure-ways.mjs';
import { openFloor } from './open-floor.mjs';
import { openOtherWays } from './other-ways.mjs';
import { openOurWays, startReceiver } from './our-ways.mjs';

const titles = {
  dgram: 'Node alone',
  gso: 'with UDP GSO',
  native: 'with UDP GSO and OpenSSL called directly',
};
const blocksOf = { quick: 7, full: 20 };

async function measure(blocks, say) {
  const receiving = await startReceiver();
  const floor = await openFloor(receiving.port);
  const ways = await openOurWays(receiving);
  try {
    ways.push(...(await openOtherWays()));
    await warmUp(ways);
    const least = floor && { floor, receiver: receiving.receiver };
    const measured = [];
    for (let block = 0; block < blocks; block += 1) {
      measured.push(await measureBlock(ways, least));
      say(`  block ${block + 1} of ${blocks}`);
    }
    return { compared: compareWays(measured), ways: ways.map(({ name, title }) => ({ name, title })) };
  } finally {
    floor?.close();
    for (const { close } of ways) await close();
    await receiving.close();
  }
}

/** What a packet costs on our ways out, on werift's and on libdatachannel's, against the floor. */
export async function measureSending({ mode, say }) {
  const { compared, ways } = await measure(blocksOf[mode], say);
  const { usual, ratio, voidBecause } = compared;
  const common = { unit: '', voidBecause };
  const etas = ways.map(({ name, title }) => ({
    ...common,
    id: `eta-${name}`,
    title: `eta, ${name in titles ? `ours, ${titles[name]}` : title}`,
    ...ratio('floor', name),
    digits: 3,
    beside: `${usual(name).toFixed(2)} µs a packet; floor ${compared.floorUs.toFixed(2)} µs`,
  }));
  const cheapest =
    usual('node-datachannel') < usual('node-datachannel-raw') ? 'node-datachannel' : 'node-datachannel-raw';
  const times = [
    ['times-node-datachannel', cheapest, "node-datachannel's cheaper way"],
    ['times-werift', 'werift', 'werift'],
  ].map(([id, name, title]) => ({
    ...common,
    id,
    title: `times cheaper a packet than ${title}`,
    ...ratio(name, 'native'),
    digits: 2,
  }));
  const list = [
    { name: 'floor', value: compared.floorUs, kind: 'floor' },
    ...ways
      .map(({ name, title }) => ({
        name:
          name in titles
            ? `webgear-rtc, ${name}`
            : title.split(',')[0] + (name.endsWith('raw') ? ', raw' : ''),
        value: usual(name),
        kind: name in titles ? 'ours' : 'others',
      }))
      .toSorted((a, b) => a.value - b.value),
  ];
  const bars = { list, note: voidBecause };
  return { rows: () => [...etas, ...times], bars: () => bars };
}
