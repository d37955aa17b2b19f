import { setTimeout as sleep } from 'node:timers/promises';
import { ifItCan } from '../vidgear/if-it-can.mjs';
import { VidGearServer } from '../vidgear/vidgear-server.mjs';
import { Audience } from './audience.mjs';
import { repeatFilm, writeFilm } from './film.mjs';
import { judgeLadder } from './judge-ladder.mjs';
import { climb } from './ladder.mjs';
import { OurServer } from './our-server.mjs';
import { viewerLines, viewerRows } from './rows.mjs';

// Each with a new server; in the full run forth and back, so that what changes meanwhile does so for both.
const plans = {
  quick: { turns: ['ours', 'vidGear'], ours: [0, 1, 8, 32, 64], vidGear: [0, 1, 2], windowMs: 2_000 },
  full: {
    turns: ['ours', 'vidGear', 'vidGear', 'ours'],
    ours: [0, 1, 2, 4, 8, 16, 32, 64],
    vidGear: [0, 1, 2, 3, 4, 5],
    windowMs: 4_000,
  },
};
const settleMs = { ours: 1_000, vidGear: 3_000 };
// The first frames of a server are its dearest: decoder, encoder and the engine's compiler begin.
const warmUpMs = 3_000;

const stream = ['--loop', '--passthrough', 'never', '--keep-warm', '--frame-size-reduction', '0'];
const network = ['--max-peers', '1000', '--udp-address', '127.0.0.1'];

function describe({ viewers, cores, framesPerSecond, residentBytes }) {
  const memory = `${(residentBytes / 2 ** 20).toFixed(0)} MiB`;
  return `    ${viewers}: ${(100 * cores).toFixed(1)} % of a core, ${memory}, ${framesPerSecond.toFixed(1)} frames/s each`;
}

/** One climb, with a server and an audience of its own. */
async function climbAgain(start, quietness, plan) {
  const server = await start();
  const audience = new Audience();
  try {
    await sleep(warmUpMs);
    return await climb(server, audience, quietness, plan);
  } finally {
    await audience.close();
    await server.close();
  }
}

/** What a viewer costs, and a stream without one; the same of VidGear where it is installed. */
export async function measureViewers({ mode, folder, quietness, vidGear, say }) {
  const { turns, windowMs, ...rungs } = plans[mode];
  const film = await writeFilm(folder);
  const starts = { ours: () => OurServer.start(['--source', film, ...stream, ...network]) };
  if (vidGear !== undefined) {
    const long = repeatFilm(film);
    starts.vidGear = () => VidGearServer.start(vidGear.python, ['film', long]);
  }
  const climbed = { ours: [], vidGear: [] };
  for (const who of turns.filter((name) => name in starts)) {
    say(`  ${who}: ${rungs[who].join(', ')} viewers`);
    const plan = { rungs: rungs[who], settleMs: settleMs[who], windowMs };
    const measure = () => climbAgain(starts[who], quietness, plan);
    const rungsOfTurn = who === 'ours' ? await measure() : await ifItCan(measure, say);
    climbed[who].push(...(rungsOfTurn ?? []));
    for (const rung of rungsOfTurn ?? []) say(describe(rung));
  }
  const judged = () => ({
    ours: judgeLadder(climbed.ours),
    theirs: climbed.vidGear.length === 0 ? undefined : judgeLadder(climbed.vidGear),
  });
  return { rows: () => viewerRows(judged()), lines: () => viewerLines(judged()) };
}
