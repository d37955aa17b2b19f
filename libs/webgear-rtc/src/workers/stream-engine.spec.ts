import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { RemoteStreamEngine } from '../broadcast/remote-stream-engine.js';
import { StreamEngineHost } from '../broadcast/stream-engine-host.js';
import { fullVideo } from '../media/rendition-key.js';
import { FakeStreamOrigin } from '../testing/fake-stream-origin.js';
import type { FakeStreamCommand, FakeStreamEvent } from '../testing/fake-stream-thread.js';
import { InMemoryFrameBus } from '../testing/in-memory-frame-bus.js';
import { describeStreamEngine } from '../testing/stream-engine-conformance.js';
import type { StreamEngineRig, StreamOrigin } from '../testing/stream-engine-rig.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { SharedFrameBuffer } from './frame-buffer.js';
import { WorkerFrameBusClient, WorkerFrameBusHost, type FrameBusDownlink } from './worker-frame-bus.js';

const onError = (error: unknown): void => {
  throw error;
};

function localRig(): Promise<StreamEngineRig> {
  const origin = new FakeStreamOrigin();
  const { clock } = origin.fake;
  return Promise.resolve({
    engine: origin.engine,
    act: (action) => origin.act(action),
    settle: () => clock.advance(0),
    origin: () => Promise.resolve(origin.origin()),
    advance: (ms) => clock.advance(ms),
    close: () => origin.engine.close(),
  });
}

async function inMemoryRig(): Promise<StreamEngineRig> {
  const local = await localRig();
  const bus = new InMemoryFrameBus();
  const host = new StreamEngineHost(bus, onError);
  host.expose(local.engine);
  const description = await bus.query({ kind: 'describe', stream: 'garden' });
  const clock = new VirtualCaptureClock(1_000_000);
  const engine = new RemoteStreamEngine({ bus, description, clock, onError });
  return {
    ...local,
    engine,
    act: async (action) => {
      await clock.advance(33);
      await local.act(action);
    },
    advance: async (ms) => {
      await clock.advance(ms);
      await local.advance(ms);
    },
    close: async () => {
      await engine.close();
      host.close();
      await local.close();
    },
  };
}

/** The stream is made in a worker; the engine is here, so that a test can hold its sinks. */
async function workerRig(): Promise<StreamEngineRig> {
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('../testing/fake-stream-thread.js', import.meta.url), {
    workerData: { taken },
  });
  const post = (command: FakeStreamCommand): void => worker.postMessage(command);
  const bus = new WorkerFrameBusClient(taken, (message) => post({ kind: 'bus', message }));
  const waiting: ((origin: StreamOrigin) => void)[] = [];
  worker.on('message', (event: FakeStreamEvent) => {
    if (event.kind === 'bus') bus.receive(event.message);
    else waiting.shift()?.(event.origin);
  });
  const ask = (command: FakeStreamCommand): Promise<StreamOrigin> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      post(command);
    });
  const description = await bus.query({ kind: 'describe', stream: 'garden' });
  const clock = new VirtualCaptureClock(1_000_000);
  const engine = new RemoteStreamEngine({ bus, description, clock, onError });
  const advance = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await ask({ kind: 'advance', ms });
  };
  return {
    engine,
    act: async (action) => {
      await clock.advance(33);
      await ask({ kind: 'act', action });
    },
    settle: () => advance(0),
    origin: () => ask({ kind: 'advance', ms: 0 }),
    advance,
    close: async () => {
      await engine.close();
      const ended = once(worker, 'exit');
      post({ kind: 'close' });
      await ended;
    },
  };
}

describeStreamEngine('in this thread', localRig);
describeStreamEngine('over a bus', inMemoryRig);
describeStreamEngine('in another thread', workerRig);

describe('the main thread', () => {
  test.each([1, 64])('posts one message for each frame to a worker with %i viewers', async (viewers) => {
    const posted: FrameBusDownlink[] = [];
    const origin = new FakeStreamOrigin();
    const { clock } = origin.fake;
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const client = new WorkerFrameBusClient(taken, (message) => bus.receive(structuredClone(message)));
    const bus = new WorkerFrameBusHost({
      buffer: new SharedFrameBuffer(),
      clock,
      taken,
      post: (message) => {
        posted.push(message);
        client.receive(structuredClone(message));
      },
    });
    const host = new StreamEngineHost(bus, onError);
    host.expose(origin.engine);
    const description = origin.engine.describe();
    const engine = new RemoteStreamEngine({ bus: client, description, clock, onError });
    const received = Array.from({ length: viewers }, () => 0);
    for (const index of received.keys()) {
      const sendFrame = (): boolean => (received[index] = (received[index] ?? 0) + 1) > 0;
      engine.subscribe(fullVideo('h264'), { sendFrame });
    }
    for (let frame = 0; frame < 10; frame++) await origin.act('frame');
    expect(received).toEqual(Array.from({ length: viewers }, () => 10));
    expect(posted.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'frames'));
    host.close();
    await origin.engine.close();
  });
});
