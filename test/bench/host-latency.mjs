// How long the application's own route takes to answer while it serves viewers, with threads and without, in turns.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { percentile } from './percentiles.mjs';
import { median } from './send-path/statistics.mjs';
import { writeFilm } from './viewers/film.mjs';

const viewers = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 4);
const measureMs = 5_000;
const settleMs = 2_000;
const intervalMs = 5;
const promisedMs = 2;

const say = (text) => process.stdout.write(`${text}\n`);
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-bench-'));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function start(file, ...args) {
  const child = fork(fileURLToPath(new URL(`host-latency/${file}`, import.meta.url)), args);
  const [first] = await once(child, 'message');
  return { child, ...first };
}

async function ask({ child }, order) {
  child.send(order);
  const [answer] = await once(child, 'message');
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}

function answerTime(url) {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    get(new URL('health', url), { agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - startedMs));
    }).on('error', reject);
  });
}

/** A viewer that left without a word is given up after 12 seconds. */
async function untilAllHaveGone(host) {
  const deadlineMs = performance.now() + 30_000;
  while ((await ask(host, 'report')).peers > 0) {
    if (performance.now() > deadlineMs) throw new Error('viewers have not gone in 30 s');
    await sleep(100);
  }
}

/** Milliseconds a process's main thread was ready to run and had no processor; 0 where the system does not tell. */
function waitedMs(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** How long an answer takes, as it was and without the time in which other programs had the processors. */
async function sample(host) {
  const waits = () => waitedMs(host.child.pid) + waitedMs(process.pid);
  const before = waits();
  const ms = await answerTime(host.url);
  return { ms, ownMs: Math.max(0, ms - (waits() - before)) };
}

const percentileOf = (samples, field, share) =>
  percentile(
    samples.map((each) => each[field]),
    share,
  );

async function measure(host) {
  const before = await ask(host, 'report');
  const startedMs = performance.now();
  const samples = [];
  while (performance.now() - startedMs < measureMs) {
    samples.push(await sample(host));
    await sleep(intervalMs);
  }
  const after = await ask(host, 'report');
  const elapsedUs = (performance.now() - startedMs) * 1000;
  return {
    p50Ms: percentileOf(samples, 'ms', 0.5),
    p99Ms: percentileOf(samples, 'ms', 0.99),
    ownP99Ms: percentileOf(samples, 'ownMs', 0.99),
    mainShare: (after.mainThreadUs - before.mainThreadUs) / elapsedUs,
    processShare: (after.processUs - before.processUs) / elapsedUs,
    rssBytes: after.rssBytes,
  };
}

const film = await writeFilm(folder);
const audience = await start('viewers.mjs');
const arms = [];
for (const [name, threads] of [
  ['main thread', false],
  ['own thread', 1],
]) {
  const host = await start('host.mjs', JSON.stringify(threads), folder, film);
  arms.push({ name, host, idle: [], serving: [], packets: [] });
}

try {
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) {
      await sleep(settleMs);
      arm.idle.push(await measure(arm.host));
      await ask(audience, { kind: 'connect', url: `${arm.host.url}/`, count: viewers });
      await sleep(settleMs);
      await ask(audience, { kind: 'count' });
      arm.serving.push(await measure(arm.host));
      arm.packets.push((await ask(audience, { kind: 'count' })).result);
      await ask(audience, { kind: 'leave' });
      await untilAllHaveGone(arm.host);
    }
  }
  const of = (list, field) => median(list.map((each) => each[field]));
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  for (const { name, idle, serving, packets } of arms) {
    say(`${name}, ${viewers} viewers (medians of ${rounds}), ${median(packets)} packets came`);
    for (const [state, list] of Object.entries({ idle, serving })) {
      const p99s = list.map(({ p99Ms }) => p99Ms.toFixed(1)).join(', ');
      say(
        `  ${state.padEnd(7)} p50 ${of(list, 'p50Ms').toFixed(2)} ms, p99 ${of(list, 'p99Ms').toFixed(2)} ms (${p99s}), ` +
          `p99 without waiting for a processor ${of(list, 'ownP99Ms').toFixed(2)} ms; ` +
          `main thread ${percent(of(list, 'mainShare'))}, process ${percent(of(list, 'processShare'))} of a core; ` +
          `${(of(list, 'rssBytes') / 2 ** 20).toFixed(0)} MiB`,
      );
    }
    const moved = of(serving, 'ownP99Ms') - of(idle, 'ownP99Ms');
    say(`  the viewers move the latter by ${moved.toFixed(2)} ms (promised with threads: ${promisedMs} ms)`);
  }
} finally {
  agent.destroy();
  audience.child.disconnect();
  for (const { host } of arms) host.child.disconnect();
  await Promise.all(
    [audience, ...arms.map(({ host }) => host)].map(({ child }) => child.exitCode ?? once(child, 'exit')),
  );
  rmSync(folder, { recursive: true, force: true });
}
