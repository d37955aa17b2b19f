import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { PeerRegistry } from '../peers/peer-registry.js';
import { FanOutPool } from './fan-out-pool.js';
import { startWorker } from './fan-out-thread.js';

const sdp = readFileSync(
  new URL('../../../../test/fixtures/offers/chromium-video.sdp', import.meta.url),
  'utf8',
);
const options = {
  udpPort: 0,
  udpAddress: '127.0.0.1',
  iceTcp: false,
  announcedAddresses: [],
  iceServers: [],
  iceTransportPolicy: 'all',
} as const;
const portOf = (answerSdp: string): number => Number(/m=video (\d+)/.exec(answerSdp)?.[1]);

describe('threads that serve viewers', () => {
  let garden: FakeVideoStream;
  let registry: PeerRegistry;
  let workers: Worker[];
  let failures: string[];
  let gone: string[];
  let pool: FanOutPool | undefined;

  beforeEach(() => {
    garden = new FakeVideoStream('garden');
    garden.capture.info = { width: 640, height: 360, framerate: 30, live: true };
    registry = new PeerRegistry();
    [workers, failures, gone] = [[], [], []];
  });

  afterEach(async () => {
    await pool?.close();
    await garden.stream.close();
  });

  async function open(maxThreads: number, udpPort = 0): Promise<FanOutPool> {
    pool = await FanOutPool.open({
      options: { ...options, udpPort },
      maxThreads,
      clock: new SystemCaptureClock(),
      registry,
      startWorker: (data) => {
        const worker = startWorker(data);
        workers.push(worker);
        return worker;
      },
      // A busy machine takes its time; what is asked here is whether they end of themselves.
      shutDownMs: 10_000,
      onFailure: (reason) => failures.push(reason),
      onError: (error) => failures.push(String(error)),
    });
    return pool;
  }

  let viewers = 0;
  const join = async (to: FanOutPool): Promise<number> => {
    const name = `viewer-${++viewers}`;
    const answer = await to.accept(
      garden.stream,
      { sdp },
      { peerId: name, sessionToken: name, admit: () => undefined, onClosed: (reason) => gone.push(reason) },
    );
    return portOf(answer.sdp);
  };

  test('are started one by one, each with a port of its own, when those there are have 50 viewers', async () => {
    const threads = await open(2);
    const first = await Promise.all(Array.from({ length: 50 }, () => join(threads)));
    expect(threads.size).toBe(1);
    const second = await Promise.all(Array.from({ length: 60 }, () => join(threads)));
    expect(threads.size).toBe(2);
    expect(new Set(first).size).toBe(1);
    expect(new Set([...first, ...second]).size).toBe(2);
    expect(registry.size).toBe(110);
    expect(garden.stream.stats().renditions).toMatchObject([{ codec: 'h264' }]);
  }, 60_000);

  test('take the UDP ports from the one that was asked for', async () => {
    const free = await join(await open(1));
    await pool?.close();
    expect(await join(await open(1, free))).toBe(free);
  }, 60_000);

  test('end with their viewers, and others take their place', async () => {
    const threads = await open(1);
    const before = await join(threads);
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(registry.size).toBe(0);
    expect(gone).toHaveLength(1);
    expect(failures).toHaveLength(1);
    expect(garden.stream.stats().renditions).toEqual([]);
    expect(await join(threads)).not.toBe(before);
    expect(workers).toHaveLength(2);
  }, 60_000);

  test('refuse those who are half way in when they end, so that they come again', async () => {
    garden.capture.info = undefined;
    const threads = await open(1);
    const [worker] = workers;
    if (worker === undefined) throw new Error('no thread was started');
    const entering = once(worker, 'message');
    const halfWay = join(threads);
    await entering;
    await worker.terminate();
    await expect(halfWay).rejects.toMatchObject({ code: 'WGR_WORKER_FAILED', status: 503 });
    expect(registry.size).toBe(0);
  }, 60_000);

  test('leave nothing running when they are closed', async () => {
    const threads = await open(1);
    await join(threads);
    const ended = workers.map((worker) => once(worker, 'exit'));
    await Promise.all([threads.close(), threads.close()]);
    // Of themselves, and not because they were terminated.
    expect(await Promise.all(ended)).toEqual([[0]]);
    expect(registry.size).toBe(0);
    expect(failures).toEqual([]);
  }, 60_000);
});
