import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer } from '../../../tools/executables.mjs';
import { endProcess } from '../../support/deadline.mjs';
import { OurServer } from '../viewers/our-server.mjs';
import { ThinViewer } from '../viewers/thin-viewer.mjs';

const port = 14_825;
const source = ['--source', 'test:bars2?size=320x240&rate=30'];
/** The first rounds fill caches. */
const warmUpKills = 3;
const returnLimitMs = 20_000;

const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(1);

/**
 * Kills the broker again and again while a viewer watches, and yields lines of text: how long each viewer is without a frame, and
 * what origin and edge hold without their garbage.
 *
 * @param {{ kills: number, seconds: number }} plan how often, and the time between two
 */
export async function* killBrokers({ kills, seconds }) {
  const program = findNatsServer();
  if (program === undefined) throw new Error('There is no NATS server: run `npm run setup:debian`');
  const startBroker = () => spawn(program, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const cluster = (role) => ['--cluster', `nats://127.0.0.1:${port}/soak?role=${role}`];
  let broker = startBroker();
  const servers = [];
  let viewer;
  try {
    await sleep(500);
    servers.push(await OurServer.start([...source, ...cluster('origin')]));
    servers.push(await OurServer.start(cluster('edge')));
    await sleep(4000);
    viewer = await ThinViewer.connect(new URL('default/', servers[1].url).href);
    const held = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(seconds * 1000);
      await endProcess(broker);
      broker = startBroker();
      const gapMs = await untilMore(viewer);
      const bytes = await Promise.all(servers.map((server) => server.residentBytes()));
      held.push(bytes);
      yield (
        `kill ${kill + 1}: frames again after ${(gapMs / 1000).toFixed(1)} s; origin ${mebibytes(bytes[0])} MiB, ` +
        `edge ${mebibytes(bytes[1])} MiB`
      );
    }
    const [from, to] = [held[Math.min(warmUpKills, held.length - 1)], held.at(-1)];
    const growth = (index) => `${mebibytes(to[index] - from[index])} MiB`;
    yield `grown since the first ${warmUpKills}: origin ${growth(0)}, edge ${growth(1)}`;
  } finally {
    await viewer?.close().catch(() => undefined);
    for (const server of servers) await server.close();
    await endProcess(broker);
  }
}

async function untilMore(viewer) {
  const [before, startMs] = [viewer.frames, performance.now()];
  // Those that are under way still come.
  await sleep(200);
  const [after, limitMs] = [viewer.frames + 10, startMs + returnLimitMs];
  while (viewer.frames < after) {
    if (performance.now() > limitMs)
      throw new Error(`${viewer.frames - before} frames in ${returnLimitMs} ms.`);
    await sleep(10);
  }
  return performance.now() - startMs;
}
