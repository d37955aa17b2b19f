// How old a picture is when a browser shows it: the time is drawn into it, and read back from the screen. With one viewer,
// and with a hundred that show nothing beside it, in turns.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { Crowd } from './glass-to-glass/crowd.mjs';
import { readPictures } from './glass-to-glass/read-pictures.mjs';
import { watchLoad } from './machine-load.mjs';
import { percentile, summary } from './percentiles.mjs';
import { median } from './send-path/statistics.mjs';

const crowdSize = Number(process.env.BENCH_VIEWERS ?? 100);
const picturesPerPhase = Number(process.env.BENCH_PICTURES ?? 300);
const phases = ['alone', 'crowded', 'crowded', 'alone'];
const settlingMs = 2_000;
const timeoutMs = 60_000;
// Beyond this the viewers that show nothing are what is measured.
const generatorLimit = 0.7;
const lossLimit = 0.001;
// A machine that does not bring all pictures through, or that its host takes away, is what is measured then.
const fewestPerSecond = 29;
const stealLimit = 0.01;

const say = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(0)} %`;

async function measurePhase(page, crowd, pids) {
  await sleep(settlingMs);
  const before = await crowd.report();
  const load = watchLoad(pids);
  const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error('Too few pictures in time.');
  });
  const seen = await Promise.race([page.evaluate(readPictures, picturesPerPhase), late]);
  const after = await crowd.report();
  const lost = after.lost - before.lost;
  const sent = lost + after.received - before.received;
  return { ...seen, load: load(), sent, lossShare: sent === 0 ? 0 : lost / sent };
}

/** Where the time of each picture goes, as the browser tells it. */
const stages = {
  'drawn, encoded, sent, received': ({ capturedMs, receivedMs }) => receivedMs - capturedMs,
  'waited for, decoded': ({ receivedMs, presentedMs }) => presentedMs - receivedMs,
  'of that decoding': ({ decodingMs }) => decodingMs,
  'handed to the page': ({ presentedMs, seenMs }) => seenMs - presentedMs,
};

function reportPhase(name, { pictures, unreadable, skipped, load, sent, lossShare }) {
  const delays = pictures.map(({ capturedMs, seenMs }) => seenMs - capturedMs);
  const seconds = (pictures.at(-1).seenMs - pictures[0].seenMs) / 1000;
  const rate = (pictures.length - 1) / seconds;
  say(summary(name.padEnd(8), delays));
  say(`  ${rate.toFixed(1)} pictures/s, ${skipped} skipped, ${unreadable} unreadable`);
  if (sent > 0) say(`  to each thin viewer ${(sent / seconds / crowdSize).toFixed(0)} packets/s`);
  const cores = Object.entries(load.cpu).map(([process_, used]) => `${process_} ${percent(used)}`);
  say(`  machine: idle ${percent(load.idle)}, steal ${percent(load.steal)}; of a core: ${cores.join(', ')}`);
  for (const [stage, of] of Object.entries(stages)) {
    const times = pictures.map(of).filter(Number.isFinite);
    say(
      `  ${stage.padEnd(31)} p50 ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
    );
  }
  if (load.cpu['thin viewers'] > generatorLimit || lossShare > lossLimit) {
    say(`  void: the thin viewers could not follow (${(100 * lossShare).toFixed(2)} % of packets lost)`);
  }
  if (rate < fewestPerSecond || load.steal > stealLimit) say('  void: the machine was too busy');
  return delays;
}

const size = ['--source', 'test:barcode', '--frameSizeReduction', '0'];
const server = await ServerProcess.start([
  ...size,
  '--maxPeers',
  String(crowdSize + 1),
  ...process.argv.slice(2),
]);
const browser = await launchChromium();
const crowd = new Crowd();
const delays = { alone: [], crowded: [] };
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await page.waitForSelector('[data-has-picture]', { timeout: timeoutMs });
  // Chromium tells nobody its number.
  const pids = { server: server.pid, 'thin viewers': crowd.pid };
  for (const phase of phases) {
    if (phase === 'crowded') await crowd.join(server.url, crowdSize);
    else await crowd.leave();
    delays[phase].push(...reportPhase(phase, await measurePhase(page, crowd, pids)));
  }
  say(summary('one viewer', delays.alone));
  say(summary(`${crowdSize} thin viewers beside it`, delays.crowded));
} finally {
  crowd.close();
  await browser.close();
  await server[Symbol.asyncDispose]();
}
