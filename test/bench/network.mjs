// What viewers see on bad lines: the scenarios of `network/scenarios.mjs` in a real browser, one after the other.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChromiumPages, FirefoxPages } from './network/browsers.mjs';
import { calmOf } from './network/judge.mjs';
import { runScenario } from './network/run-scenario.mjs';
import { calmScenario, scenarios } from './network/scenarios.mjs';
import { describeSeconds, secondsOf } from './network/series.mjs';
import { filmIn, MediaMtx, OurServer } from './network/servers.mjs';
import { networkTable, writeNetworkReport } from './network/write-network-report.mjs';
import { describeMachine } from './report/machine.mjs';

/** Rate of the film where it is sent as it is. */
const sentBps = 2_000_000;
/** More steal than this, or fewer frames on a perfect line, and a run says nothing. */
const limits = { steal: 0.03, fps: 28 };

/** What else than the defaults there is to be measured. */
const variants = {
  default: {},
  threads: { options: { threads: 1 } },
  vp8: { options: { codecs: ['vp8'] } },
  passthrough: { options: { passthrough: 'auto' }, isSent: true },
  single: { options: { renditions: 'single' } },
  firefox: { Pages: FirefoxPages },
};

const { values } = parseArgs({
  options: {
    /** Ids of scenarios, separated by commas. */
    only: { type: 'string' },
    /** As long as the tests run them. */
    short: { type: 'boolean', default: false },
    variant: { type: 'string', default: 'default' },
    /** A folder for what was seen, for programs. */
    traces: { type: 'string' },
    /** Prints each second. */
    seconds: { type: 'boolean', default: false },
  },
});
const variant = variants[values.variant];
if (variant === undefined) throw new Error(`--variant is one of ${Object.keys(variants).join(', ')}.`);
const length = values.short ? 'short' : 'full';
const wanted = values.only?.split(',');
const chosen = scenarios.filter(({ id }) => wanted?.includes(id) ?? true);
const isComplete = length === 'full' && wanted === undefined && values.variant === 'default';
const say = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(0)} %`;

const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
const pages = variant.Pages === undefined ? await ChromiumPages.launch() : new variant.Pages();

const servers = [
  {
    name: 'webgear-rtc',
    start: (options) =>
      OurServer.start({
        source: variant.isSent ? filmIn(folder, sentBps) : filmIn(folder),
        passthrough: 'never',
        ...options,
        ...variant.options,
      }),
  },
];
const mediaMtx = process.env.WEBGEAR_RTC_BENCH_MEDIAMTX;
if (mediaMtx) {
  servers.push({ name: 'MediaMTX', start: () => MediaMtx.start(mediaMtx, filmIn(folder, sentBps)) });
}

/** @returns {Promise<import('./network/write-network-report.mjs').Result & { calm?: object, load: object }>} */
async function measure(scenario, { name, start }, calm) {
  const { address } = pages;
  const how = { openPage: (url) => pages.open(url), startServer: start, length, address };
  const trace = await runScenario(scenario, how);
  if (values.traces !== undefined) {
    mkdirSync(values.traces, { recursive: true });
    writeFileSync(join(values.traces, `${scenario.id}-${name}.json`), JSON.stringify(trace));
  }
  const { load, startMs, endMs } = trace;
  const machine = `idle ${percent(load.idle)}, steal ${percent(load.steal)}, server ${percent(load.cpu.server)} of a core`;
  const checks = scenario.judge(trace, calm, length);
  const seconds = secondsOf(trace, scenario);
  say(`${scenario.title}, ${name} (${machine})`);
  for (const { must, reached, isReached } of checks) {
    say(`  ${isReached ? 'reached' : 'NOT REACHED'}: ${must}: ${reached}`);
  }
  if (values.seconds) say(describeSeconds(seconds));
  const ofPerfectLine = scenario === calmScenario ? calmOf(trace, [startMs + 2000, endMs]) : undefined;
  const { id, title } = scenario;
  return { id, title, server: name, checks, seconds, machine, calm: ofPerfectLine, load };
}

try {
  const results = [];
  let calm = { fps: 30, freezeMs: 0 };
  for (const scenario of [calmScenario, ...chosen]) {
    for (const server of servers) {
      const result = await measure(scenario, server, calm);
      if (server === servers[0]) calm = result.calm ?? calm;
      results.push(result);
    }
  }
  const steal = Math.max(...results.map(({ load }) => load.steal));
  const isVoid = steal > limits.steal || calm.fps < limits.fps;
  const conditions =
    `A ${isComplete ? 'full' : 'partial'} run on ${describeMachine()}; at most ${percent(steal)} of the machine's time went to others, ` +
    `and a perfect line showed ${calm.fps} frames per second.`;
  say(`\n${conditions}\n\n${networkTable(results)}`);
  if (isVoid) say('\nVoid: the machine was too busy; nothing is written.');
  else if (isComplete) await writeNetworkReport(conditions, results);
  const missed = results.filter(({ server }) => server === servers[0].name).flatMap(({ checks }) => checks);
  process.exitCode = missed.every(({ isReached }) => isReached) ? 0 : 1;
} finally {
  await pages[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
