import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { BatchedReader } from '../ice/datagram-reading.js';
import { udpHandleOf } from '../native/udp-handle.js';
import { selfTestReader } from './self-test-reader.js';

type Read = BatchedReader['read'];

/** A reader that Node is, but for one fault. */
async function proves(spoil: (reader: BatchedReader) => Partial<BatchedReader>): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const handle = udpHandleOf(socket);
  const read: Buffer[] = [];
  let isTaken = false;
  const emit = socket.emit.bind(socket);
  // What a real one reads before Node does.
  socket.emit = (name: string | symbol, ...values: unknown[]) =>
    isTaken && name === 'message' ? read.push(values[0] as Buffer) > 0 : emit(name, ...values);
  const reader: BatchedReader = {
    take: () => void (isTaken = true),
    release: () => void (isTaken = false),
    mostDatagrams: 64,
    read: (onDatagram) => {
      const datagrams = read.splice(0);
      for (const datagram of datagrams) onDatagram(datagram, { address: '127.0.0.1', port });
      return datagrams.length;
    },
  };
  try {
    return await selfTestReader(socket, async () => ({ ...reader, ...spoil(reader) }));
  } finally {
    handle?.recvStart();
    socket.close();
  }
}

const rewritten =
  (
    reader: BatchedReader,
    change: Parameters<Read>[0] extends never ? never : (datagram: Buffer) => Buffer,
  ): Read =>
  (onDatagram) =>
    reader.read((datagram, from) => onDatagram(change(datagram), from));

describe('reading many datagrams at once', () => {
  test('proves itself when the right datagrams arrive, and Node reads afterwards', async () => {
    expect(await proves(() => ({}))).toBe(true);
  });

  test('is not there where nothing opens it', async () => {
    const socket = createSocket('udp4');
    expect(await selfTestReader(socket, async () => undefined)).toBe(false);
    socket.close();
  });

  test.each<[string, (reader: BatchedReader) => Partial<BatchedReader>]>([
    ['finds nothing', () => ({ read: () => 0 })],
    ['cuts datagrams short', (reader) => ({ read: rewritten(reader, (datagram) => datagram.subarray(1)) })],
    [
      'changes them',
      (reader) => ({ read: rewritten(reader, (datagram) => Buffer.alloc(datagram.length, 9)) }),
    ],
    [
      'names another address',
      (reader) => ({
        read: (onDatagram) =>
          reader.read((datagram, from) => onDatagram(datagram, { ...from, address: '127.0.0.2' })),
      }),
    ],
    ['does not keep Node from reading', () => ({ take: () => undefined })],
    ['does not give it back', () => ({ release: () => undefined })],
  ])('that %s does not', async (_fault, spoil) => {
    expect(await proves(spoil)).toBe(false);
  });
});
