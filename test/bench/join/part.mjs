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

/** Pages in turns: our own and the bare one. VidGear's is the bare one already. */
const pages = { ours: [undefined, barePage], theirs: [undefined] };

/**
 * A server's joins after one start: the first apart, which finds it cold; then as many with each page, in turns.
 *
 * @param {{ joins: number, pages: readonly (string | undefined)[] }} plan `undefined` is the server's own page
 */
async function joinsAfterStart(start, browser, plan, watched) {
  const server = await start();
  try {
    const first = await watched(() => join(browser, server.url));
    return await watched(async () => {
      const later = plan.pages.map(() => []);
      for (let count = 0; count < plan.joins; count += 1) {
        for (const [page, html] of plan.pages.entries())
          later[page].push(await join(browser, server.url, html));
      }
      return { first, later };
    });
  } finally {
    await server.close();
  }
}

const of = (joins, what) => joins.map((each) => each[what]);
// The size of the test pattern as VidGear sends it.
const ourServer = () => OurServer.start(['--udp-address', '127.0.0.1', '--frame-size-reduction', '20']);

/** How long a visitor waits for the first frame; with a bare page that gathers first at VidGear's. */
export async function measureJoins({ mode, quietness, vidGear, say }) {
  const { starts, joins, theirs: theirJoins } = plans[mode];
  const disturbances = [];
  const watched = async (work) => {
    const end = quietness.watch();
    const result = await work();
    disturbances.push(end().disturbance);
    return result;
  };
  const ours = { first: [], own: [], bare: [] };
  const theirs = [];
  const browser = await launchChromium();
  try {
    // The browser's own first page is slow with any server; that is not what is measured here.
    await (await browser.newPage()).goto('about:blank');
    for (let start = 0; start < starts; start += 1) {
      const ourPlan = { joins, pages: pages.ours };
      const { first, later } = await joinsAfterStart(ourServer, browser, ourPlan, watched);
      ours.first.push(first);
      ours.own.push(...later[0]);
      ours.bare.push(...later[1]);
      say(`  ${ours.own.length} joins`);
      if (vidGear === undefined) continue;
      const startVidGear = () => VidGearServer.start(vidGear.python, ['barcode']);
      const theirPlan = { joins: theirJoins, pages: pages.theirs };
      const measureTheirs = () => joinsAfterStart(startVidGear, browser, theirPlan, watched);
      theirs.push(...((await ifItCan(measureTheirs, say))?.later[0] ?? []));
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
  const at = (joined, since, share) => percentile(of(joined, since), share);
  const their = (since, share) =>
    theirs.length > 0 ? `VidGear ${at(theirs, since, share).toFixed(0)} ms` : undefined;
  const beside = (share) =>
    [`a bare page ${at(ours.bare, 'sinceOfferMs', share).toFixed(0)} ms`, their('sinceOfferMs', share)]
      .filter((text) => text !== undefined)
      .join(', ');
  const ownAt = (share) => at(ours.own, 'sinceOfferMs', share);
  return {
    rows: () => {
      const voidBecause = commonDisturbance(disturbances.map((each) => each()));
      return [
        rowOf('join-p50', '`createOffer` to the first frame, p50', ownAt(0.5), beside(0.5)),
        rowOf('join-p95', 'the same, p95', ownAt(0.95), beside(0.95)),
        rowOf(
          'join-first',
          `the same, first after a start (median of ${starts})`,
          median(of(ours.first, 'sinceOfferMs')),
        ),
        rowOf(
          'join-gathered',
          'a bare page that gathers first: from then to the first frame, p50',
          at(ours.bare, 'sinceGatheredMs', 0.5),
          their('sinceGatheredMs', 0.5),
        ),
      ].map((row) => ({ ...row, voidBecause }));
    },
  };
}
