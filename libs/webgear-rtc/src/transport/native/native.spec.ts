import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AesGcmContext } from './aes-gcm-context.js';
import { loadNativeFunctions, type NativeFunctions } from './native-functions.js';
import { NativeMemory } from './native-memory.js';
import { GsoSocket } from './gso-socket.js';
import { findSocketDescriptor } from './socket-descriptor.js';

async function bound() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

describe('memory that native code is told of', () => {
  test('is found once and counted on from there', () => {
    let asked = 0;
    const memory = new NativeMemory({ addressOf: () => 4096 + asked++ });
    const buffer = NativeMemory.allocate(1000);
    expect(memory.addressOf(buffer)).toBe(4096);
    expect(memory.addressOf(buffer.subarray(100, 200))).toBe(4196);
    expect(memory.addressOf(NativeMemory.allocate(1000))).toBe(4097);
  });

  test('is never so small that it may move', () => {
    const memory = new NativeMemory({ addressOf: () => 4096 });
    expect(() => memory.addressOf(Buffer.allocUnsafeSlow(12))).toThrow(RangeError);
    expect(memory.addressOf(NativeMemory.allocate(12))).toBe(4096);
  });
});

describe('a socket that sends many datagrams with one call', () => {
  const eagain = 11;
  let calls: number;
  let result: number;
  let nowMs: number;
  let socket: GsoSocket;

  beforeEach(() => {
    [calls, result, nowMs] = [0, 0, 0];
    const sendmsg = (): number => (calls++, result);
    socket = new GsoSocket(
      sendmsg,
      () => eagain,
      { addressOf: () => 4096 },
      3,
      () => nowMs,
    );
  });

  const send = (): string => socket.send(Buffer.alloc(6), socket.memory.subarray(0, 8), 4);

  test('is not writable for a moment when it is full, and only for that', () => {
    result = -1;
    expect(send()).toBe('full');
    expect(socket.writable).toBe(false);
    nowMs += 1;
    expect(socket.writable).toBe(true);
    result = 8;
    expect(send()).toBe('sent');
    expect(socket.writable).toBe(true);
  });

  test('sends nothing while it is being closed', () => {
    socket.close();
    expect([send(), calls]).toEqual(['sent', 0]);
  });
});

// The same functions have other forms elsewhere.
(process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip)('on Linux', () => {
  let functions: NativeFunctions;
  let addresses: NativeMemory;

  beforeAll(async () => {
    const loaded = await loadNativeFunctions();
    if (loaded === undefined) throw new Error('koffi is not installed');
    functions = loaded;
    addresses = new NativeMemory(functions);
  });

  function newContext(): AesGcmContext {
    if (functions.openSsl === undefined) throw new Error('no OpenSSL');
    return new AesGcmContext(functions.openSsl, addresses, randomBytes(16));
  }

  test('a context is released once, and seals nothing afterwards', () => {
    const context = newContext();
    const memory = NativeMemory.allocate(4096);
    const address = addresses.addressOf(memory);
    expect(context.seal(address, 12, address + 2048, 100)).toBe(true);
    context[Symbol.dispose]();
    context.close();
    expect(context.seal(address, 12, address + 2048, 100)).toBe(false);
  });

  test('contexts of many viewers, one after the other, leave no memory behind', () => {
    const round = (): number => {
      for (let viewer = 0; viewer < 40_000; viewer++) newContext().close();
      return process.memoryUsage().rss;
    };
    round();
    // A context is about a kilobyte: 40,000 forgotten ones would be forty megabytes.
    const before = round();
    expect(round() - before).toBeLessThan(25 * 2 ** 20);
  });

  test('a socket’s number is found by its address, and no other socket’s', async () => {
    const [one, two] = [await bound(), await bound()];
    const [first, second] = [
      await findSocketDescriptor(one.address()),
      await findSocketDescriptor(two.address()),
    ];
    expect(readlinkSync(`/proc/self/fd/${first}`)).toMatch(/^socket:/);
    expect(readlinkSync(`/proc/self/fd/${second}`)).toMatch(/^socket:/);
    expect(first).not.toBe(second);
    const { address, port } = one.address();
    one.close();
    two.close();
    expect(await findSocketDescriptor({ address, port, family: 'IPv4' })).toBeUndefined();
  });

  test('a path that takes no such call is refused, not full', async () => {
    const socket = await bound();
    const descriptor = await findSocketDescriptor(socket.address());
    const { sendmsg, errno } = functions;
    if (descriptor === undefined || sendmsg === undefined) throw new Error('no socket');
    const segmented = new GsoSocket(sendmsg, errno, addresses, descriptor);
    const to = Buffer.from([127, 0, 0, 1, 0, 9]);
    const datagrams = NativeMemory.allocate(2 ** 17);
    expect(segmented.send(to, datagrams, 2 ** 16 - 1)).toBe('refused');
    expect(segmented.send(to, datagrams.subarray(0, 1000), 300)).toBe('sent');
    socket.close();
  });
});
