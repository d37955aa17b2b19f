import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { watchPage } from '../support/watch-page.js';

/** Well below the ten seconds for which an address is waited for, and well above what a busy machine needs. */
const soonMs = 6000;

/** Takes connections and never says a word. */
let deaf: Server;

beforeEach(async () => {
  deaf = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => deaf.close(resolve));
});

test('sources that answer to nothing hold up neither the start, nor other streams, nor the end', async () => {
  const { port } = deaf.address() as AddressInfo;
  const names = Array.from({ length: 6 }, (_, index) => `deaf${index}`);
  const silent = names.map((name) => [name, { source: `rtsp://127.0.0.1:${port}/${name}`, keepWarm: true }]);
  const startingAtMs = performance.now();
  const host = await HostApp.start({
    streams: { ...Object.fromEntries(silent), pattern: { source: 'test:bars2' } },
  });
  try {
    expect(performance.now() - startingAtMs).toBeLessThan(soonMs);
    await eventually(
      () => names.map((name) => host.service.stats(name).state),
      (states) => states.every((state) => state === 'starting'),
      soonMs,
    );
    await watchPage(`${host.url}pattern/`);
    await watchPage(`${host.url}deaf0/`);
  } finally {
    const closingAtMs = performance.now();
    await host[Symbol.asyncDispose]();
    expect(performance.now() - closingAtMs).toBeLessThan(soonMs);
  }
}, 120_000);
