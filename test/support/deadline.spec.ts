import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { closeServer, DeadlineError, endProcess, within } from './deadline.mjs';

const never = new Promise<never>(() => undefined);

test('what is late fails with its name; what is in time keeps its value or error', async () => {
  await expect(within(10, 'the moon', never)).rejects.toThrow(
    new DeadlineError('Waited 0.01 s for the moon.'),
  );
  await expect(within(1000, 'a value', Promise.resolve(7))).resolves.toBe(7);
  await expect(within(1000, 'a value', Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('a process that never started is gone; one that ignores a signal is killed', async () => {
  const absent = spawn('/no/such/program');
  absent.on('error', () => undefined);
  await endProcess(absent);
  const stubborn = spawn(process.execPath, [
    '-e',
    'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")',
  ]);
  await once(stubborn.stdout, 'data');
  await endProcess(stubborn, { signal: 'SIGTERM', limitMs: 50 });
  expect(stubborn.signalCode).toBe('SIGKILL');
});

test('a server closes though a client connects while it does and never leaves', async () => {
  const server = createServer((_request, response) => void response.write('without an end'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = [connect(port, '127.0.0.1')];
  await once(server, 'connection');
  clients.push(connect(port, '127.0.0.1'));
  for (const client of clients)
    client.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await closeServer(server);
  expect(server.listening).toBe(false);
  for (const client of clients) client.destroy();
});
