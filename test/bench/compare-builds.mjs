// What a viewer costs with this build, compared with another one, for example that of the release before: two servers side by
// side, each with viewers of its own in another process, so that the same disturbs both. Viewers report on their path where the
// server asks for it. The warm-up is long enough for the engine to have compiled what is used often.
//
//   npm run bench:builds -- <folder of the other build> [--source encoded|passthrough|single] [--viewers 64] [--few 4]
//                           [--rounds 3] [--warm-up 60] [--seconds 30]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { countInstructions } from './builds/hardware-counters.mjs';
import { compareBuilds, faultOf, perViewer } from './builds/judge-builds.mjs';
import { cpuSeconds, watchLoad } from './machine-load.mjs';
import { Audience } from './viewers/audience.mjs';
import { liveEncoding, writeFilm } from './viewers/film.mjs';
import { OurServer } from './viewers/our-server.mjs';

const settleMs = 3_000;
const sources = {
  // A ladder whose best rung is encoded, as by default.
  encoded: { both: ['--passthrough', 'never'], ours: [] },
  // A ladder whose best rung is the source itself: a stream costs next to nothing, and the viewers stand out.
  passthrough: { both: ['--passthrough', 'always'], ours: [] },
  // Nothing to decide for a viewer, who is asked for no feedback.
  single: { both: ['--passthrough', 'always'], ours: ['--renditions', 'single'] },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { type: 'string', default: 'passthrough' },
    viewers: { type: 'string', default: '64' },
    few: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '60' },
    seconds: { type: 'string', default: '30' },
  },
});
const [otherFolder] = positionals;
const source = sources[values.source];
if (otherFolder === undefined || source === undefined) {
  throw new Error('Name the folder of another build, and one of the sources there are.');
}
const many = Number(values.viewers);
const few = Number(values.few);
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-builds-'));
const film = await writeFilm(folder, liveEncoding);
const stream = ['--source', film, '--loop', '--keep-warm', '--frame-size-reduction', '0', ...source.both];
const network = ['--max-peers', '1000', '--udp-address', '127.0.0.1'];
const here = fileURLToPath(new URL('../..', import.meta.url));
const builds = {
  ours: { folder: here, args: [...stream, ...network, ...source.ours] },
  other: { folder: resolve(otherFolder), args: [...stream, ...network] },
};

async function start({ folder: root, args }) {
  const server = await OurServer.start(args, join(root, 'dist/main.js'));
  return { server, audience: new Audience() };
}

/** What a build uses per second from now on, and that its viewers miss nothing. */
async function measure({ server, audience }, count, ms) {
  const before = await audience.report();
  const startMs = performance.now();
  const cpuBefore = cpuSeconds(server.pid);
  const end = countInstructions(server.pid);
  await sleep(ms);
  const counted = await end();
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  const seconds = (performance.now() - startMs) / 1000;
  const after = await audience.report();
  const used = Object.fromEntries(
    Object.entries({ cpu, ...counted }).map(([name, value]) => [name, value / seconds]),
  );
  const framesPerSecond = (after.frames - before.frames) / seconds / count;
  const packets = (after.received - before.received) / seconds / count;
  return { used, framesPerSecond, packets, reporting: after.reporting };
}

/** So many viewers each, and then what both use. */
async function measureBoth(pair, count, settlingMs, ms) {
  // On the best rung, where the machine is too busy for what their paths carry too: an encoder more is no viewer's cost.
  await Promise.all(
    Object.values(pair).map(({ server, audience }) => audience.be(count, server.url, false, 'full')),
  );
  await sleep(settlingMs);
  const end = watchLoad({ all: process.pid });
  const both = await Promise.all(
    Object.entries(pair).map(async ([name, each]) => [name, await measure(each, count, ms)]),
  );
  const { idle, steal } = end();
  const said = both.map(
    ([name, { used, framesPerSecond, packets, reporting }]) =>
      `${name} ${(100 * used.cpu).toFixed(1)} % of a core, ${framesPerSecond.toFixed(1)} frames/s, ` +
      `${packets.toFixed(0)} packets/s each, ${reporting} report`,
  );
  say(
    `  ${count}: ${said.join('; ')}; machine ${(100 * idle).toFixed(0)} % idle, steal ${(100 * steal).toFixed(1)} %`,
  );
  const fault = faultOf(Object.fromEntries(both));
  if (fault !== undefined) say(`    void: ${fault}`);
  return { ...Object.fromEntries(both.map(([name, { used }]) => [name, used])), fault };
}

async function round(order) {
  const pair = {};
  try {
    for (const name of order) pair[name] = await start(builds[name]);
    const windowMs = 1_000 * Number(values.seconds);
    const withMany = await measureBoth(pair, many, 1_000 * Number(values['warm-up']), windowMs);
    const withFew = await measureBoth(pair, few, settleMs, windowMs / 2);
    const cost = (name) => perViewer({ few: withFew[name], many: withMany[name] }, many - few);
    return { ours: cost('ours'), other: cost('other'), fault: withMany.fault ?? withFew.fault };
  } finally {
    for (const { server, audience } of Object.values(pair)) {
      await audience.close();
      await server.close();
    }
  }
}

try {
  const rounds = [];
  for (let number = 0; number < Number(values.rounds); number += 1) {
    rounds.push(await round(number % 2 === 0 ? ['ours', 'other'] : ['other', 'ours']));
  }
  const counted = rounds.filter(({ fault }) => fault === undefined);
  say(`a viewer more, with ${values.source}, in ${counted.length} of ${rounds.length} rounds:`);
  for (const [name, { ours, other, ratio, range }] of Object.entries(compareBuilds(counted))) {
    const text = (value) =>
      name === 'cpu' ? `${(100 * value).toFixed(3)} % of a core` : `${(value / 1e6).toFixed(2)} M/s`;
    const [low, high] = range.map((end) => end.toFixed(2));
    say(
      `  ${name}: ${text(ours)}, the other build ${text(other)}: × ${ratio.toFixed(3)} (${low} to ${high})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
