import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { summary } from './percentiles.mjs';

const launches = 10;
const launchTimeoutMs = 10_000;

/** A port nobody listens on; it must be known before the launch, because waiting for it to be printed would cost time. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function statusOf(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', () => resolve(undefined));
  });
}

/** From spawning the process to the first answer with status 200. */
async function launch() {
  const port = await freePort();
  const startedAt = performance.now();
  const server = new ServerProcess(['--ipaddress', '127.0.0.1', '--port', String(port)]);
  try {
    while ((await statusOf(port)) !== 200) {
      if (performance.now() - startedAt > launchTimeoutMs) throw new Error('No status 200 in time.');
      await sleep(5);
    }
    return performance.now() - startedAt;
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

const samplesMs = [];
for (let count = 0; count < launches; count += 1) samplesMs.push(await launch());
process.stdout.write(`${summary('launch to first status 200', samplesMs)}\n`);
