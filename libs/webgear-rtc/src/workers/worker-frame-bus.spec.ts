import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { SharedFrameBuffer } from './frame-buffer.js';
import { WorkerFrameBusClient, WorkerFrameBusHost, type FrameBusDownlink } from './worker-frame-bus.js';

const frame = (rtpTimestamp: number): PacketizedFrame => ({
  codec: 'h264',
  keyFrame: false,
  captureTimeUs: 0,
  rtpTimestamp,
  ...batchPayloads([Buffer.alloc(1100, rtpTimestamp)]),
});
const one = (rtpTimestamp: number) => ({ frames: [frame(rtpTimestamp)], missed: 0 });

describe('the bus to a worker', () => {
  let clock: VirtualCaptureClock;
  let taken: Int32Array;
  let posted: FrameBusDownlink[];
  let host: WorkerFrameBusHost;
  let client: WorkerFrameBusClient;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    taken = new Int32Array(new SharedArrayBuffer(4));
    start();
  });

  function start(): void {
    posted = [];
    host = new WorkerFrameBusHost({
      buffer: new SharedFrameBuffer(),
      clock,
      taken,
      post: (message) => posted.push(structuredClone(message)),
    });
    client = new WorkerFrameBusClient(taken, (message) => host.receive(structuredClone(message)));
  }

  const pass = (): void => {
    for (const message of posted.splice(0)) client.receive(message);
  };

  test('carries frames to the subscriber of their topic, in one message for all of one call', () => {
    const received: unknown[] = [];
    client.subscribe('a', (published) => received.push(published));
    const published = { frames: [frame(1), frame(2)], missed: 3 };
    host.publish('a', published);
    host.publish('b', one(3));
    expect(posted).toHaveLength(2);
    pass();
    expect(received).toEqual([published]);
    expect(Atomics.load(taken, 0)).toBe(2);
  });

  test('delivers nothing after the subscription has ended', () => {
    const received: unknown[] = [];
    client.subscribe('a', (published) => received.push(published)).unsubscribe();
    host.publish('a', one(1));
    pass();
    expect(received).toEqual([]);
  });

  test('is not writable while the worker has taken nothing for half a second', async () => {
    host.publish('a', one(1));
    await clock.advance(400);
    expect(host.writable).toBe(true);
    host.publish('a', one(2));
    await clock.advance(200);
    expect(host.writable).toBe(false);
    const [first] = posted.splice(0, 1);
    if (first !== undefined) client.receive(first);
    expect(host.writable).toBe(true);
    await clock.advance(400);
    expect(host.writable).toBe(false);
    pass();
    expect(host.writable).toBe(true);
  });

  test('stays writable while the source pauses', async () => {
    host.publish('a', one(1));
    pass();
    await clock.advance(60_000);
    expect(host.writable).toBe(true);
  });

  test('keeps its count where the counter wraps around', async () => {
    Atomics.store(taken, 0, 2 ** 31 - 1);
    start();
    host.publish('a', one(1));
    pass();
    await clock.advance(60_000);
    expect(host.writable).toBe(true);
  });

  test('carries changing facts of a stream', () => {
    const states: string[] = [];
    client.onUpdate('garden', 'state', (state) => states.push(state));
    host.update('garden', 'state', 'live');
    host.update('garden', 'renditions', []);
    host.update('door', 'state', 'ended');
    pass();
    expect(states).toEqual(['live']);
  });

  test('answers queries, each with its own reply or error', async () => {
    host.serve({
      command: () => undefined,
      query: (query) =>
        query.stream === 'garden'
          ? Promise.resolve(31)
          : Promise.reject(new WebGearRtcError('WGR_STREAM_UNKNOWN', { streamName: query.stream })),
    });
    const unknown = client.query({ kind: 'h264-level', stream: 'attic', waitMs: 0 });
    const known = client.query({ kind: 'h264-level', stream: 'garden', waitMs: 0 });
    unknown.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    pass();
    expect(await known).toBe(31);
    await expect(unknown).rejects.toMatchObject({ code: 'WGR_STREAM_UNKNOWN', status: 404 });
  });
});
