import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createNodeGcmProtector, type GcmProtectorFactory } from '../srtp/create-protector.js';
import type { GsoSocket } from '../native/gso-socket.js';
import { NativeMemory } from '../native/native-memory.js';
import { selfTestCipher } from './self-test-cipher.js';
import { selfTestGso } from './self-test-gso.js';
import { selectSendBackend, type SendPathLimit, sendPathLimit } from './send-path.js';

async function bound() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function transportOf(limit: SendPathLimit): Promise<{ cipher: string; segments: boolean }> {
  const path = await selectSendBackend(limit);
  const protector = path.createGcmProtector(randomBytes(16), randomBytes(12));
  const socket = await bound();
  const gsoSocket = await path.openGsoSocket(socket);
  socket.close();
  protector.close();
  expect(path.transport).toEqual({
    cipher: protector.cipher,
    send: gsoSocket === undefined ? 'dgram' : 'udp-gso',
  });
  return { cipher: protector.cipher, segments: gsoSocket !== undefined };
}

describe('the way packets take', () => {
  test('is Node’s own where nothing else may be used', async () => {
    expect(await transportOf('dgram')).toEqual({ cipher: 'node', segments: false });
  });

  test.each([
    [undefined, 'native'],
    ['dgram', 'dgram'],
    ['gso', 'gso'],
    ['native', 'native'],
    ['fastest', 'native'],
  ])('with %s in the environment may be at most %s', (value, limit) => {
    expect(sendPathLimit(value === undefined ? {} : { WEBGEAR_RTC_SEND_PATH: value })).toBe(limit);
  });
});

// Elsewhere the same functions have other forms, and Node's own way is right.
const onLinux = process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip;

onLinux('the way packets take on Linux', () => {
  test('is native, as far as it may be', async () => {
    expect(await transportOf('gso')).toEqual({ cipher: 'node', segments: true });
    expect(await transportOf('native')).toEqual({ cipher: 'openssl-ffi', segments: true });
  });
});

describe('a cipher', () => {
  /** Node's own with a fault of one kind. */
  const faulty =
    (spoil: (packets: Buffer, firstIndex: number) => void): GcmProtectorFactory =>
    (key, salt) => {
      const protector = createNodeGcmProtector(key, salt);
      return {
        cipher: 'openssl-ffi',
        tagBytes: protector.tagBytes,
        close: () => protector.close(),
        protect: (packets, headerBytes, run, firstIndex) => {
          protector.protect(packets, headerBytes, run, firstIndex);
          spoil(packets, firstIndex);
        },
      };
    };
  let calls = 0;

  test('that does what Node does proves itself', () => {
    expect(selfTestCipher(createNodeGcmProtector)).toBe(true);
    expect(selfTestCipher(faulty(() => undefined))).toBe(true);
  });

  test.each<[string, (packets: Buffer, firstIndex: number) => void]>([
    ['makes one bit wrong', (packets) => (packets[20] = (packets[20] ?? 0) ^ 1)],
    ['makes the last tag wrong', (packets) => packets.fill(0, packets.length - 16)],
    ['forgets the roll-over counter', (packets, index) => index > 0xffff && packets.fill(0, 12)],
    ['is right only the first time', (packets) => calls++ > 1 && packets.fill(0, 12)],
    [
      'throws',
      () => {
        throw new Error('no such function');
      },
    ],
  ])('that %s does not', (_fault, spoil) => {
    calls = 0;
    expect(selfTestCipher(faulty(spoil))).toBe(false);
  });
});

describe('sending in one call', () => {
  type Send = GsoSocket['send'];
  const memory = NativeMemory.allocate(2 ** 16);

  async function proves(
    openGsoSocket: (send: (datagram: Buffer) => void) => Send | undefined,
  ): Promise<boolean> {
    const socket = await bound();
    const send = openGsoSocket((datagram) => socket.send(datagram, socket.address().port, '127.0.0.1'));
    try {
      return await selfTestGso(socket, async () => send && { memory, send });
    } finally {
      socket.close();
    }
  }

  const cut = (packets: Buffer, bytes: number): Buffer[] =>
    Array.from({ length: Math.ceil(packets.length / bytes) }, (_, at) =>
      packets.subarray(at * bytes, (at + 1) * bytes),
    );

  test('proves itself when the right datagrams arrive', async () => {
    const right = await proves((send) => (_to, packets, bytes) => {
      for (const datagram of cut(packets, bytes)) send(datagram);
      return 'sent';
    });
    expect(right).toBe(true);
  });

  test.each<[string, (send: (datagram: Buffer) => void) => Send | undefined]>([
    ['is not there', () => undefined],
    ['is refused', () => () => 'refused'],
    ['finds no room', () => () => 'full'],
    ['loses everything', () => () => 'sent'],
    [
      'sends all as one',
      (send) => (_to, packets) => {
        send(packets);
        return 'sent';
      },
    ],
    [
      'sends something else',
      (send) => (_to, packets, bytes) => {
        for (const datagram of cut(packets, bytes)) send(Buffer.alloc(datagram.length));
        return 'sent';
      },
    ],
  ])('does not when it %s', async (_fault, openGsoSocket) => {
    expect(await proves(openGsoSocket)).toBe(false);
  });
});
