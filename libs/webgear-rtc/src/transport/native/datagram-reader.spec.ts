import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RemoteAddress } from '../ice/remote-address.js';
import { DatagramReader } from './datagram-reader.js';
import { loadNativeFunctions } from './native-functions.js';
import { NativeMemory } from './native-memory.js';
import { findSocketDescriptor } from './socket-descriptor.js';
import { udpHandleOf } from './udp-handle.js';

// Elsewhere the function has another form, or is not there.
const onLinux = process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip;

onLinux('a socket that Node does not read', () => {
  let socket: Socket;
  let others: Socket[];
  let reader: DatagramReader;
  let byNode: Buffer[];

  async function bound(): Promise<Socket> {
    const opened = createSocket('udp4');
    opened.bind(0, '127.0.0.1');
    await once(opened, 'listening');
    return opened;
  }

  beforeEach(async () => {
    socket = await bound();
    others = [await bound(), await bound()];
    byNode = [];
    socket.on('message', (datagram) => byNode.push(datagram));
    const functions = await loadNativeFunctions();
    const descriptor = await findSocketDescriptor(socket.address());
    if (functions?.recvmmsg === undefined || descriptor === undefined) throw new Error('no such function');
    reader = new DatagramReader(functions.recvmmsg, new NativeMemory(functions), descriptor);
    if (udpHandleOf(socket)?.recvStop() !== 0) throw new Error('no handle');
  });

  afterEach(() => {
    for (const each of [socket, ...others]) each.close();
  });

  const send = (at: number, datagram: Buffer): Promise<void> =>
    new Promise((resolve) => others[at]?.send(datagram, socket.address().port, '127.0.0.1', () => resolve()));

  function read(): [datagram: Buffer, from: RemoteAddress][] {
    const taken: [Buffer, RemoteAddress][] = [];
    for (let count = reader.mostDatagrams; count === reader.mostDatagrams;) {
      const before = taken.length;
      count = reader.read((datagram, from) => taken.push([datagram, from]));
      expect(count).toBe(taken.length - before);
    }
    return taken;
  }

  test('gives each datagram whole, in order, and where it came from', async () => {
    expect(read()).toEqual([]);
    // More than one call takes.
    const sent = Array.from({ length: 90 }, (_, at) => Buffer.alloc(at % 30 === 0 ? 1500 : 1 + at * 3, at));
    for (const [at, datagram] of sent.entries()) await send(at % 2, datagram);
    const taken = read();
    expect(taken.map(([datagram]) => datagram)).toEqual(sent);
    const ports = others.map((other) => other.address().port);
    expect(taken.map(([, from]) => from)).toEqual(
      sent.map((_, at) => ({ address: '127.0.0.1', port: ports[at % 2] })),
    );
    expect(read()).toEqual([]);
    expect(byNode).toEqual([]);
  });

  test('gives memory that the next call leaves alone, and the same object for the same address', async () => {
    await send(0, Buffer.alloc(900, 1));
    const [[first, from] = [Buffer.alloc(0), undefined]] = read();
    await send(0, Buffer.alloc(900, 2));
    const [[, again] = []] = read();
    expect(first).toEqual(Buffer.alloc(900, 1));
    expect(again).toBe(from);
  });

  test('drops what is longer than any datagram of a viewer, and what has no content is none', async () => {
    await send(0, Buffer.alloc(9_000, 1));
    await send(0, Buffer.alloc(0));
    await send(1, Buffer.from('next'));
    const taken: string[] = [];
    reader.read((datagram) => taken.push(datagram.toString()));
    expect(taken.filter((text) => text !== '')).toEqual(['next']);
  });

  test('is read by Node again once it is released, what waited first', async () => {
    await send(0, Buffer.from('waited'));
    await sleep(20);
    expect(byNode).toEqual([]);
    expect(udpHandleOf(socket)?.recvStart()).toBe(0);
    await send(0, Buffer.from('came'));
    while (byNode.length < 2) await once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
    expect(byNode.map(String)).toEqual(['waited', 'came']);
  });
});

test('what is no socket has no handle', () => {
  expect(udpHandleOf({} as Socket)).toBeUndefined();
  expect(udpHandleOf({ [Symbol('state symbol')]: { handle: {} } } as unknown as Socket)).toBeUndefined();
  expect(udpHandleOf({ [Symbol('state symbol')]: undefined } as unknown as Socket)).toBeUndefined();
});
