import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { percentile } from '../percentiles.mjs';
import { commonDisturbance } from '../run/quietness.mjs';
import { median } from '../send-path/statistics.mjs';
import { ifItCan } from '../vidgear/if-it-can.mjs';
import { VidGearServer } from '../vidgear/vidgear-server.mjs';
import { OurServer } from '../viewers/our-server.mjs';
import { join } from './join.mjs';

// Starts, because the first join after one finds everything cold; and joins after it, with each.
const plans = { quick: { starts: 1, joins: 8, theirs: 3 }, full: { starts: 3, joins: 14, theirs: 6 } };

/** A server's joins after one start: the first apart, which finds it cold. */
async function joinsAfterStart(start, browser, joins, watched) {
  const server = await start();
  try {
    const first = await watched(() => join(browser, server.url));
    const later = await watched(async () => {
      const samplesMs = [];
      for (let count = 0; count < joins; count += 1) samplesMs.push(await join(browser, server.url));
      return samplesMs;
    });
    return { first, later };
  } finally {
    await server.close();
  }
}

const ourServer = () => OurServer.start(['--udp-address', '127.0.0.1']);

/** How long a visitor waits for the first picture; with a bare page that gathers first at VidGear's. */
export async function measureJoins({ mode, quietness, vidGear, say }) {
  const { starts, joins, theirs: theirJoins } = plans[mode];
  const disturbances = [];
  const watched = async (work) => {
    const end = quietness.watch();
    const result = await work();
    disturbances.push(end().disturbance);
    return result;
  };
  const ours = { first: [], later: [] };
  const theirs = [];
  const browser = await launchChromium();
  try {
    // The browser's own first page is slow whoever serves it; that is not what is measured here.
    await (await browser.newPage()).goto('about:blank');
    for (let start = 0; start < starts; start += 1) {
      const { first, later } = await joinsAfterStart(ourServer, browser, joins, watched);
      ours.first.push(first);
      ours.later.push(...later);
      say(`  ${ours.later.length} joins`);
      if (vidGear === undefined) continue;
      const startVidGear = () => VidGearServer.start(vidGear.python, ['barcode']);
      const measureTheirs = () => joinsAfterStart(startVidGear, browser, theirJoins, watched);
      theirs.push(...((await ifItCan(measureTheirs, say))?.later ?? []));
    }
  } finally {
    await browser.close();
  }
  const rowOf = (id, title, value, beside) => ({
    id,
    title,
    value,
    unit: 'ms',
    digits: 0,
    ...(beside && { beside }),
  });
  const at = (share) => percentile(ours.later, share);
  const their = (share) => theirs.length > 0 && `VidGear ${percentile(theirs, share).toFixed(0)} ms`;
  return {
    rows: () => {
      const voidBecause = commonDisturbance(disturbances.map((each) => each()));
      return [
        rowOf('join-p50', '`createOffer` to the first picture, p50', at(0.5), their(0.5)),
        rowOf('join-p95', 'the same, p95', at(0.95), their(0.95)),
        rowOf('join-first', `the same, first after a start (median of ${starts})`, median(ours.first)),
      ].map((row) => ({ ...row, voidBecause }));
    },
  };
}
