// Everything that is promised of speed and size, measured in one run: a table, and with a full run a page of the
// documentation.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { describeMachine } from './report/machine.mjs';
import { markdownTable } from './report/table.mjs';
import { writeReport } from './report/write-report.mjs';
import { readArguments, usage } from './run/arguments.mjs';
import { Canary } from './run/canary.mjs';
import { measurePart } from './run/parts.mjs';
import { Quietness } from './run/quietness.mjs';
import { openFloor } from './send-path/open-floor.mjs';
import { findVidGear } from './vidgear/find-vidgear.mjs';

// Of the loopback address; nobody listens, and nothing is sent: the canary only encrypts.
const discardPort = 9;

const say = (text) => process.stdout.write(`${text}\n`);

function conditionsOf({ mode, canary, vidGear }) {
  const floor = Number.isNaN(canary.usualUs)
    ? 'no floor here'
    : `encrypting a packet took ${canary.usualUs.toFixed(2)} µs`;
  const beside = vidGear === undefined ? 'VidGear is not installed here' : vidGear.versions;
  return `A ${mode} run on ${describeMachine()}; ${beside}; ${floor}.`;
}

async function run({ mode, parts, write }) {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
  const floor = await openFloor(discardPort);
  const canary = new Canary(floor);
  const quietness = new Quietness(canary);
  const vidGear = findVidGear();
  const results = [];
  try {
    for (const name of parts) {
      say(`${name}, after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
      results.push(await measurePart(name, { mode, folder, quietness, vidGear, say }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const conditions = conditionsOf({ mode, canary, vidGear });
  floor?.close();
  const rows = results.flatMap((result) => result.rows());
  const table = await format(markdownTable(rows), { parser: 'markdown' });
  say(`\n${conditions}\n\n${table}`);
  say(`${((performance.now() - startedAt) / 1000).toFixed(0)} s in all`);
  if (!write) return;
  const bars = results.find((result) => result.bars)?.bars();
  const lines = results.find((result) => result.lines)?.lines();
  await writeReport({ table, conditions, rows, bars, lines });
  say('written to docs/reference/performance.md, docs/images/bench.svg and docs/images/bench.json');
}

// By their default they end the process at once, and leave what it has started.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  const wishes = readArguments(process.argv.slice(2));
  if (wishes.help) say(usage);
  else await run(wishes);
} catch (error) {
  process.stderr.write(
    `${error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${usage}` : error.stack}\n`,
  );
  process.exitCode = 1;
} finally {
  // The threads of libdatachannel would keep the process.
  setTimeout(() => process.exit(), 1_000).unref();
}
