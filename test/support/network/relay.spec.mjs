import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NetworkRelay } from './relay.mjs';

const delayMs = 20;
const answerTo = (port) =>
  `v=0\r\na=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host\r\na=end-of-candidates\r\n`;

let relay;
let server;
let viewers;
let entrances;

/** Asks the server's end for datagrams towards a viewer, which needs to have sent one. */
async function enter(line, viewer) {
  const { sdp, entrance } = await relay.rewrite(answerTo(server.address().port), line);
  const port = Number(/127\.0\.0\.1 (\d+) typ host/.exec(sdp)[1]);
  viewer.send('hello', port, '127.0.0.1');
  const [, from] = await once(server, 'message');
  return { sdp, entrance, port: from.port };
}

beforeAll(async () => {
  const settings = { up: {}, down: { delayMs } };
  relay = await NetworkRelay.open([settings, settings], 3);
  [server, ...viewers] = [1, 2, 3].map(() => createSocket('udp4').bind(0, '127.0.0.1'));
  await Promise.all([server, ...viewers].map((socket) => once(socket, 'listening')));
  entrances = [await enter(0, viewers[0]), await enter(0, viewers[1])];
});

afterAll(async () => {
  await relay[Symbol.asyncDispose]();
  for (const socket of [server, ...viewers]) socket.close();
});

/** Sends to both viewers in turns, and gives what each got. */
async function send(count, intervalMs) {
  const got = viewers.map(() => []);
  viewers.forEach((viewer, index) =>
    viewer.on('message', (datagram) => got[index].push(datagram.readUInt32BE(0))),
  );
  for (let number = 0; number < count; number += 1) {
    const datagram = Buffer.alloc(1172);
    datagram.writeUInt32BE(number);
    server.send(datagram, entrances[number % 2].port, '127.0.0.1');
    if (intervalMs > 0) await sleep(intervalMs);
  }
  await sleep(300);
  for (const viewer of viewers) viewer.removeAllListeners('message');
  return got;
}

describe('NetworkRelay', () => {
  it('stands in the place of the server, each viewer at a port of its own', () => {
    expect(entrances.map(({ sdp }) => sdp.match(/a=candidate/g)?.length)).toEqual([1, 1]);
    expect(entrances[0].port).not.toBe(entrances[1].port);
  });

  it('carries 10 Mbit/s in order and without loss, and not too early', async () => {
    const got = await send(400, 1);
    expect(got[0]).toEqual(Array.from({ length: 200 }, (_, index) => 2 * index));
    expect(got[1]).toHaveLength(200);
    const { taps } = await relay.report();
    const { slots } = taps[entrances[0].entrance];
    expect(slots.reduce((sum, { out }) => sum + out, 0)).toBeGreaterThanOrEqual(200 * 1172);
    expect(Math.max(...slots.map(({ lateMs }) => lateMs))).toBeGreaterThan(-1);
  });

  it('lets viewers share the rate and the queue of their line', async () => {
    // 1200 bytes on the wire take 9.6 ms, so a queue of 96 ms has room for ten, beside the one that is being sent.
    await relay.change(0, 'down', { rateBps: 1_000_000, queueMs: 96 });
    const got = await send(60, 1);
    const count = got[0].length + got[1].length;
    expect(count).toBeGreaterThanOrEqual(10);
    expect(count).toBeLessThan(60);
    expect(got[0].length).toBeGreaterThan(3);
    expect(got[1].length).toBeGreaterThan(3);
    const { lost } = await relay.report();
    expect(lost).toEqual([
      { lost: 0, dropped: 60 - count },
      { lost: 0, dropped: 0 },
    ]);
  });
});
