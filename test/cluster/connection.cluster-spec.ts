import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { connectToNats } from '../../libs/webgear-rtc/src/cluster/nats-connection.js';
import { resolveCluster } from '../../libs/webgear-rtc/src/options/cluster-schema.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { NatsServer } from '../support/nats-server.js';

function settingsOf(servers: string) {
  const settings = resolveCluster({ servers });
  if (settings === undefined) throw new Error('there are no settings');
  return settings;
}

test('a process connects as soon as its broker is there, and says meanwhile that it is not', async () => {
  await using server = await NatsServer.start();
  await server.kill();
  const errors: unknown[] = [];
  const connecting = connectToNats(settingsOf(server.url), new AbortController().signal, (error) =>
    errors.push(error),
  );
  await until('an attempt', () => errors.length > 0);
  await server.startAgain();
  const connection = await connecting;
  expect(connection.isConnected).toBe(true);
  await server.kill();
  await until('the loss', () => !connection.isConnected);
  // What is sent meanwhile does not come later.
  connection.publish('late', Buffer.alloc(1));
  await server.startAgain();
  await until('the return', () => connection.isConnected);
  await connection.flush();
  await connection.close();
});

test('a process warns once of a broker that lets all edges wait for one', async () => {
  await using broker = await NatsServer.start();
  await using edge = await ServerProcess.start(['--metrics', '--cluster', `${broker.url}/site?role=edge`]);
  await until('its word', async () => (await fetch(new URL('default/state', edge.url))).status === 404);
  await broker.kill();
  await broker.startAgain();
  await until('the return', async () => (await metricOf(edge, 'reconnects_total')) === 1);
  const [, minor = '0'] = /Version: +2\.(\d+)/.exec(broker.output) ?? [];
  expect(edge.output.split('use 2.11 or later')).toHaveLength(Number(minor) < 11 ? 2 : 1);
});

test('a process that ends does not wait for a broker that does not answer', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const ending = new AbortController();
  const connecting = connectToNats(settingsOf(`nats://127.0.0.1:${port}`), ending.signal, () => undefined);
  await once(silent, 'connection');
  const startMs = performance.now();
  ending.abort();
  await expect(connecting).rejects.toThrow('aborted');
  expect(performance.now() - startMs).toBeLessThan(1000);
  silent.close();
  for (const socket of sockets) socket.destroy();
});

async function metricOf({ url }: ServerProcess, name: string): Promise<number> {
  const text = await (await fetch(new URL('metrics', url))).text();
  return Number(new RegExp(`^webgear_rtc_bus_${name} (\\d+)`, 'm').exec(text)?.[1]);
}
