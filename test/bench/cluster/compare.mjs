import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../../e2e/support/server-process.mjs';
import { endProcess } from '../../support/deadline.mjs';
import { TwoSites } from '../../support/network/two-sites.mjs';
import { findNatsServer } from '../../../tools/executables.mjs';
import { join } from '../join/join.mjs';
import { percentile } from '../percentiles.mjs';
import { AskedProcess } from '../run/asked-process.mjs';

const port = 14_824;
const source = ['--source', 'test:bars2?size=1280x720&rate=30', '--keep-warm', '--max-peers', '200'];
const loopback = ['--udp-address', '127.0.0.1'];
const watcher = fileURLToPath(new URL('watch-frames.mjs', import.meta.url));
const viewersProgram = fileURLToPath(new URL('../viewers/thin-viewers.mjs', import.meta.url));
const joins = 8;
const watchSeconds = 6;
const cpuSeconds = 8;
const viewersPerEdge = 50;
const cpuTicksPerSecond = 100;
const here = { cameras: [], viewers: [], address: '127.0.0.1', launcherOf: (program) => program };

/** Starts a program at a site. */
function at(through, command) {
  const [program, ...args] = [...through, ...command];
  return { program, args };
}

/** An origin that serves viewers itself as a single server would, its broker, and two edges with a viewer each. */
class Cluster {
  #things = [];

  static async start(sites) {
    const cluster = new Cluster();
    try {
      await cluster.#start(sites);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #start(sites) {
    const nats = findNatsServer();
    if (nats === undefined) throw new Error('There is no NATS server: run `npm run setup:debian`');
    const { program, args } = at(sites.cameras, [nats, '-a', sites.address, '-p', String(port)]);
    const broker = spawn(program, args, { stdio: 'ignore' });
    this.#keep(() => endProcess(broker));
    const cluster = (role) => [
      ...loopback,
      '--cluster',
      `nats://${sites.address}:${port}/bench?role=${role}`,
    ];
    const start = async (flags, through) => {
      const server = await ServerProcess.start(flags, 0, through);
      this.#keep(() => server[Symbol.asyncDispose]());
      return server;
    };
    this.origin = await start([...source, ...cluster('origin')], sites.cameras);
    // A single server at the site of the viewers, for what they would see without a cluster.
    this.single = await start([...source, ...loopback], sites.viewers);
    this.edges = [await start(cluster('edge'), sites.viewers), await start(cluster('edge'), sites.viewers)];
    await sleep(4000);
  }

  /** The page of the stream at an edge. */
  page(edge) {
    return new URL('default/', this.edges[edge].url).href;
  }

  async [Symbol.asyncDispose]() {
    for (const end of this.#things.toReversed()) await end();
  }

  #keep(end) {
    this.#things.push(end);
  }
}

/** Time to the first frame on screen, at a single server and at an edge that has a viewer already, in turns. */
async function firstFrames(cluster, sites) {
  const browser = await launchChromium([], (program) => sites.launcherOf(program));
  const times = { single: [], edge: [] };
  try {
    for (let round = 0; round <= joins; round += 1) {
      for (const [name, url] of [
        ['single', cluster.single.url],
        ['edge', cluster.page(0)],
      ]) {
        const { sinceOfferMs } = await join(browser, url);
        // The first join of each finds the browser's code cold.
        if (round > 0) times[name].push(sinceOfferMs);
      }
    }
  } finally {
    await browser.close();
  }
  return times;
}

/** When frames are at a viewer of the origin and at one of an edge, at the same time. */
async function addedDelays(cluster, sites) {
  const run = async (through, url) => {
    const { program, args } = at(through, [process.execPath, watcher, url, String(watchSeconds)]);
    const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 2 ** 26 });
    return new Map(JSON.parse(stdout));
  };
  const [direct, through] = await Promise.all([
    run(sites.cameras, cluster.origin.url),
    run(sites.viewers, cluster.page(0)),
  ]);
  return [...through]
    .filter(([frame]) => direct.has(frame))
    .map(([frame, us]) => (us - direct.get(frame)) / 1000);
}

function cpuTicks(pid) {
  const [utime, stime] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return Number(utime) + Number(stime);
}

/** Shares of a core that servers take. */
async function shares(servers) {
  const before = servers.map(({ pid }) => cpuTicks(pid));
  await sleep(cpuSeconds * 1000);
  return servers.map(({ pid }, index) => (cpuTicks(pid) - before[index]) / cpuTicksPerSecond / cpuSeconds);
}

/** What the origin and an edge cost with one viewer at one edge, and with many at two; in turns. */
async function costs(cluster) {
  const audiences = cluster.edges.map(() => new AskedProcess(viewersProgram));
  const be = (counts) =>
    Promise.all(
      counts.map((count, edge) => audiences[edge].ask({ order: 'be', url: cluster.page(edge), count })),
    );
  const rows = { one: [], many: [] };
  try {
    for (let round = 0; round < 2; round += 1) {
      for (const [name, counts] of [
        ['one', [1, 0]],
        ['many', [viewersPerEdge, viewersPerEdge]],
      ]) {
        await be(counts);
        await sleep(3000);
        rows[name].push(await shares([cluster.origin, ...cluster.edges]));
      }
    }
  } finally {
    await Promise.all(audiences.map((each) => each.close()));
  }
  return rows;
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const percent = (share) => `${(share * 100).toFixed(1)} %`;

/** Compares a cluster on the loopback address with a single server, and yields lines of text. */
export async function* compareOnLoopback() {
  const cluster = await Cluster.start(here);
  try {
    yield* compareViewing(cluster, here, 'loopback');
    yield* compareCosts(cluster);
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}

async function* compareCosts(cluster) {
  const { one, many } = await costs(cluster);
  const column = (rows, index) => mean(rows.map((row) => row[index]));
  const [oneCost, manyCost] = [column(one, 0), column(many, 0)];
  yield (
    `origin: ${percent(oneCost)} of a core with 1 viewer at 1 edge, ${percent(manyCost)} with ${2 * viewersPerEdge} at 2: ` +
    `${(manyCost / oneCost).toFixed(2)} ×`
  );
  const edge = column(many, 1) - column(one, 1);
  yield (
    `edge: ${percent(column(one, 1))} of a core with 1 viewer, ${percent(column(many, 1))} with ${viewersPerEdge}: ` +
    `${((edge / (viewersPerEdge - 1)) * 100).toFixed(2)} % for each more`
  );
}

/** The same for a viewer's site that is 20 ms and 1 % of loss away from the cameras. */
export async function* compareBetweenSites() {
  const sites = await TwoSites.lay({ delayMs: 20, lossPercent: 1 });
  const places = {
    cameras: sites.cameras,
    viewers: sites.viewers,
    address: TwoSites.address,
    launcherOf: (program) => sites.launcherOf(program),
  };
  let cluster;
  try {
    cluster = await Cluster.start(places);
    yield* compareViewing(cluster, places, '20 ms and 1 % of loss between sites');
  } finally {
    await cluster?.[Symbol.asyncDispose]();
    await sites[Symbol.asyncDispose]();
  }
}

async function* compareViewing(cluster, sites, where) {
  // Keeps stream and encoder at work between two visits.
  const { program, args } = at(sites.viewers, [process.execPath, watcher, cluster.page(0), '300']);
  const warm = spawn(program, args, { stdio: 'ignore' });
  try {
    await sleep(3000);
    yield* compareWarm(cluster, sites, where);
  } finally {
    await endProcess(warm);
  }
}

async function* compareWarm(cluster, sites, where) {
  const { single, edge } = await firstFrames(cluster, sites);
  const [singleMs, edgeMs] = [percentile(single, 0.5), percentile(edge, 0.5)];
  yield (
    `first frame (${where}): ${singleMs.toFixed(0)} ms at a single server, ${edgeMs.toFixed(0)} ms at a warm edge: ` +
    `${(edgeMs / singleMs).toFixed(2)} × (p50 of ${joins}, in turns)`
  );
  const delays = await addedDelays(cluster, sites);
  yield (
    `added delay (${where}): ${percentile(delays, 0.5).toFixed(1)} ms p50, ${percentile(delays, 0.95).toFixed(1)} ms p95, ` +
    `of ${delays.length} frames that a viewer of the origin had as well`
  );
}
