import { beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { DatagramReading } from './datagram-reading.js';

const from = { address: '192.0.2.7', port: 54_321 };
const report = Buffer.from([0x8f, 205, 0, 2]);
const check = Buffer.from([0, 1, 0, 0]);
const dtls = Buffer.from([22, 254, 253, 0]);
const media = Buffer.from([0x80, 96, 0, 1]);

describe('the socket that all viewers share', () => {
  let clock: VirtualCaptureClock;
  let reading: DatagramReading;
  let nodeReads: boolean;
  let waiting: Buffer[];
  let received: [datagram: Buffer, atMs: number][];
  let readCalls: number;
  let onReceived: (() => void) | undefined;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000_000);
    [nodeReads, waiting, received, readCalls, onReceived] = [true, [], [], 0, undefined];
    const reader = {
      mostDatagrams: 64,
      take: () => void (nodeReads = false),
      release: () => {
        nodeReads = true;
        for (const datagram of waiting.splice(0)) reading.receive(datagram, from);
      },
      read: (onDatagram: (datagram: Buffer, from: { address: string; port: number }) => void) => {
        readCalls++;
        const read = waiting.splice(0, 64);
        for (const datagram of read) onDatagram(datagram, from);
        return read.length;
      },
    };
    reading = new DatagramReading(reader, clock, (datagram) => {
      received.push([datagram, clock.nowUs() / 1000 - 1_000_000]);
      onReceived?.();
    });
  });

  const arrive = (datagram: Buffer): void => {
    if (nodeReads) reading.receive(datagram, from);
    else waiting.push(datagram);
  };

  /** Reports, one in so many milliseconds, for so long. */
  async function reports(everyMs: number, ms: number): Promise<void> {
    for (let at = 0; at < ms; at += everyMs) {
      arrive(report);
      await clock.advance(everyMs);
    }
  }

  test('is read as datagrams come while few come', async () => {
    await reports(5, 2_000);
    expect(nodeReads).toBe(true);
    expect(reading.isBatched).toBe(false);
    expect(received).toHaveLength(400);
    expect(clock.sleeping).toBe(0);
  });

  test('is read every 40 ms once hundreds a second come, and nothing is lost or changes places', async () => {
    const sent: Buffer[] = [];
    for (let at = 0; at < 1_000; at++) {
      const datagram = Buffer.from([0x8f, 205, at >> 8, at & 0xff]);
      sent.push(datagram);
      arrive(datagram);
      await clock.advance(2);
    }
    expect(nodeReads).toBe(false);
    expect(reading.isBatched).toBe(true);
    await clock.advance(40);
    expect(received.map(([datagram]) => datagram)).toEqual(sent);
    const late = received.slice(100);
    expect(new Set(late.map(([, atMs]) => atMs)).size).toBeLessThan(50);
    expect(late.every(([, atMs], at) => atMs - 2 * (at + 100) <= 40)).toBe(true);
  });

  test('is read as datagrams come again once few come', async () => {
    await reports(2, 200);
    expect(nodeReads).toBe(false);
    await reports(50, 1_000);
    expect(nodeReads).toBe(true);
    expect(clock.sleeping).toBe(0);
    expect(received).toHaveLength(120);
  });

  test.each([
    ['a handshake', dtls],
    ['media', media],
  ])('hands over %s as it comes', async (_name, datagram) => {
    await reports(2, 200);
    arrive(datagram);
    await clock.advance(40);
    expect(nodeReads).toBe(true);
    await reports(2, 1_900);
    expect(nodeReads).toBe(true);
    // As long as more of it comes.
    arrive(datagram);
    await reports(2, 1_900);
    expect(nodeReads).toBe(true);
    await reports(2, 200);
    expect(nodeReads).toBe(false);
  });

  test('is read with what is sent, and not for a while after that', async () => {
    const sent = async (): Promise<void> => {
      for (let viewer = 0; viewer < 3; viewer++) reading.noteSent();
      await new Promise(setImmediate);
    };
    await sent();
    await reports(2, 200);
    await clock.advance(40);
    arrive(report);
    const before = received.length;
    await sent();
    expect(received).toHaveLength(before + 1);
    expect(clock.sleeping).toBe(1);
    await clock.advance(30);
    arrive(report);
    await sent();
    await clock.advance(30);
    arrive(report);
    expect(received).toHaveLength(before + 2);
    await clock.advance(10);
    expect(received).toHaveLength(before + 3);
    reading.close();
    await sent();
    expect(clock.sleeping).toBe(0);
  });

  test('a check alone is none', async () => {
    for (let at = 0; at < 200; at++) {
      arrive(check);
      await clock.advance(2);
    }
    expect(nodeReads).toBe(false);
  });

  test('is read as datagrams come as soon as a connection is expected, with what waited', async () => {
    await reports(2, 201);
    const before = received.length;
    expect(waiting.length).toBeGreaterThan(0);
    reading.expectConnection();
    expect(nodeReads).toBe(true);
    expect(received.length).toBeGreaterThan(before);
    expect(clock.sleeping).toBe(0);
    await reports(2, 1_900);
    expect(nodeReads).toBe(true);
  });

  test('is read until nothing waits, and no further once what was read has closed it', async () => {
    await reports(2, 200);
    await clock.advance(40);
    received.splice(0);
    for (let at = 0; at < 150; at++) arrive(report);
    await clock.advance(40);
    expect(received).toHaveLength(150);
    received.splice(0);
    for (let at = 0; at < 150; at++) arrive(report);
    onReceived = () => reading.close();
    readCalls = 0;
    await clock.advance(40);
    expect(readCalls).toBe(1);
    expect(nodeReads).toBe(true);
  });

  test('is released when it is closed, and not taken any more', async () => {
    await reports(2, 200);
    reading.close();
    expect(nodeReads).toBe(true);
    expect(clock.sleeping).toBe(0);
    await reports(2, 5_000);
    expect(nodeReads).toBe(true);
  });
});
