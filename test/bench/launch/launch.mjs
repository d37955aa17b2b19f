import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endsWithUs } from '../run/ends-with-us.mjs';

const launchTimeoutMs = 20_000;
const pauseMs = 5;

/** A port nobody listens on; it must be known before the launch, because waiting for it to be printed would cost time. */
async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
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

/**
 * Launches a server and ends it again.
 *
 * @param {(port: number) => AsyncDisposable & { pid: number }} start spawns it
 * @returns {Promise<number>} milliseconds from spawning the process to the first answer with status 200
 */
export async function launch(start) {
  const port = await freePort();
  const startedAt = performance.now();
  const server = start(port);
  const hasEnded = endsWithUs(server.pid);
  try {
    while ((await statusOf(port)) !== 200) {
      if (performance.now() - startedAt > launchTimeoutMs) throw new Error('No status 200 in time.');
      await sleep(pauseMs);
    }
    return performance.now() - startedAt;
  } finally {
    await server[Symbol.asyncDispose]();
    hasEnded();
  }
}
