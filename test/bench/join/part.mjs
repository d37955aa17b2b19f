import { readFileSync } from 'node:fs';
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

/** A page that gathers candidates before it sends its offer, as VidGear's own does, and has nothing else to do. */
const barePage = readFileSync(new URL('../vidgear/page.html', import.meta.url), 'utf8');

/**
 * A server's joins after one start: the first apart, which finds it cold; then some with its own page, and in turns with
 * them as many with a bare one.
 */
async function joinsAfterStart(start, browser, joins, watched) {
  const server = await start();
  try {
    const first = await watched(() => join(browser, server.url));
    return await watched(async () => {
      const [later, bare] = [[], []];
      for (let count = 0; count < joins; count += 1) {
        later.push((await join(browser, server.url)).sinceOfferMs);
        bare.push(await join(browser, server.url, barePage));
      }
      return { first: first.sinceOfferMs, later, bare };
    });
  } finally {
    await server.close();
  }
}

const of = (joins, what) => joins.map((each) => each[what]);
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
  const ours = { first: [], later: [], bare: [] };
  const theirs = { later: [], bare: [] };
  const browser = await launchChromium();
  try {
    // The browser's own first page is slow whoever serves it; that is not what is measured here.
    await (await browser.newPage()).goto('about:blank');
    for (let start = 0; start < starts; start += 1) {
      const { first, later, bare } = await joinsAfterStart(ourServer, browser, joins, watched);
      ours.first.push(first);
      ours.later.push(...later);
      ours.bare.push(...bare);
      say(`  ${ours.later.length} joins`);
      if (vidGear === undefined) continue;
      const startVidGear = () => VidGearServer.start(vidGear.python, ['barcode']);
      const measureTheirs = () => joinsAfterStart(startVidGear, browser, theirJoins, watched);
      const measured = await ifItCan(measureTheirs, say);
      theirs.later.push(...(measured?.later ?? []));
      theirs.bare.push(...(measured?.bare ?? []));
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
  const bareAt = (share, since) => percentile(of(ours.bare, since), share);
  const their = (samplesMs, share) =>
    samplesMs.length > 0 ? `VidGear ${percentile(samplesMs, share).toFixed(0)} ms` : '';
  const beside = (share) =>
    [`a bare page ${bareAt(share, 'sinceOfferMs').toFixed(0)} ms`, their(theirs.later, share)]
      .filter((text) => text !== '')
      .join(', ');
  return {
    rows: () => {
      const voidBecause = commonDisturbance(disturbances.map((each) => each()));
      return [
        rowOf('join-p50', '`createOffer` to the first picture, p50', at(0.5), beside(0.5)),
        rowOf('join-p95', 'the same, p95', at(0.95), beside(0.95)),
        rowOf('join-first', `the same, first after a start (median of ${starts})`, median(ours.first)),
        rowOf(
          'join-gathered',
          'a bare page that gathers first: from then to the first picture, p50',
          bareAt(0.5, 'sinceGatheredMs'),
          their(of(theirs.bare, 'sinceGatheredMs'), 0.5),
        ),
      ].map((row) => ({ ...row, voidBecause }));
    },
  };
}
