// What a packet costs on each of our ways, as a ratio to what it costs at least on this machine, measured in turns.
import { compareWays } from './send-path/compare-ways.mjs';
import { openFloor } from './send-path/open-floor.mjs';
import { measureBlock, warmUp } from './send-path/measure-ways.mjs';
import { openOurWays, startReceiver } from './send-path/our-ways.mjs';

const blocks = Number(process.argv[2] ?? 12);
const say = (text) => process.stdout.write(`${text}\n`);

const receiving = await startReceiver();
const floor = await openFloor(receiving.port);
const ways = await openOurWays(receiving, { withNumbers: true });
try {
  await warmUp(ways);
  const least = floor && { floor, receiver: receiving.receiver };
  const measured = [];
  for (let block = 0; block < blocks; block += 1) measured.push(await measureBlock(ways, least));
  const compared = compareWays(measured);
  say(`${'floor'.padEnd(28)} ${compared.floorUs.toFixed(2)} µs a packet (median)`);
  for (const { name, title } of ways) {
    const { value, range } = compared.ratio('floor', name);
    const eta =
      range && `, eta ${value.toFixed(3)} (95 %: ${range.map((end) => end.toFixed(3)).join(' to ')})`;
    say(`${title.padEnd(28)} ${compared.usual(name).toFixed(2)} µs a packet${eta ?? ''}`);
  }
  const numbering = compared.ratio('numbered', 'native');
  if (numbering.range)
    say(
      `${'numbered to not numbered'.padEnd(28)} ${numbering.value.toFixed(3)} (95 %: ${numbering.range.map((end) => end.toFixed(3)).join(' to ')})`,
    );
  say(
    compared.voidBecause === undefined
      ? `${compared.counted} of ${blocks} blocks counted`
      : `void: ${compared.voidBecause}`,
  );
} finally {
  floor?.close();
  for (const { close } of ways) await close();
  await receiving.close();
}
