// What viewers see on bad lines: the scenarios of `network/scenarios.mjs` in a real browser, one after the other.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChromiumPages } from './network/browsers.mjs';
import { calmOf } from './network/judge.mjs';
import { runScenario } from './network/run-scenario.mjs';
import { calmScenario, scenarios } from './network/scenarios.mjs';
import { filmIn, OurServer } from './network/servers.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    traces: { type: 'string' },
    options: { type: 'string', default: '{}' },
  },
});
const length = values.short ? 'short' : 'full';
const wanted = values.only?.split(',');
const chosen = scenarios.filter(({ id }) => wanted?.includes(id) ?? true);
const say = (text) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
const pages = await ChromiumPages.launch();
try {
  const film = filmIn(folder);
  const startServer = (options) =>
    OurServer.start({ source: film, passthrough: 'never', ...options, ...JSON.parse(values.options) });
  const openPage = (url) => pages.open(url);
  let calm = { fps: 30, freezeMs: 0 };
  for (const scenario of [calmScenario, ...chosen]) {
    const trace = await runScenario(scenario, { openPage, startServer, length });
    if (scenario === calmScenario) calm = calmOf(trace, [trace.startMs + 2000, trace.endMs]);
    if (values.traces) writeFileSync(join(values.traces, `${scenario.id}.json`), JSON.stringify(trace));
    say(`${scenario.title} (idle ${(100 * trace.load.idle).toFixed(0)} %, steal ${(100 * trace.load.steal).toFixed(0)} %)`);
    for (const { must, reached, isReached } of scenario.judge(trace, calm, length)) {
      say(`  ${isReached ? 'reached' : 'NOT REACHED'}: ${must}: ${reached}`);
    }
  }
} finally {
  await pages[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
