import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RenditionDemand } from '../broadcast/frame-bus.js';
import { fullVideo } from '../media/rendition-key.js';
import { PeerRegistry } from '../peers/peer-registry.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { FanOutThread } from './fan-out-thread.js';
import { SharedFrameBuffer } from './frame-buffer.js';
import type { WorkerCommand, WorkerEvent, WorkerStart } from './worker-messages.js';

const options = {
  udpPort: 0,
  udpAddress: '127.0.0.1',
  iceTcp: false,
  announcedAddresses: [],
  iceServers: [],
  iceTransportPolicy: 'all',
} as const;

/** A worker that a test plays. */
class FakeWorker extends EventEmitter {
  readonly commands: WorkerCommand[] = [];

  constructor(readonly start: WorkerStart) {
    super();
  }

  postMessage(command: WorkerCommand): void {
    this.commands.push(structuredClone(command));
    if (command.kind === 'shut-down') queueMicrotask(() => this.emit('exit'));
  }

  say(event: WorkerEvent): void {
    this.emit('message', structuredClone(event));
  }

  demand(demand: RenditionDemand): void {
    const key = fullVideo('h264');
    this.say({
      kind: 'bus',
      message: {
        kind: 'command',
        command: { kind: 'demand', topic: 'a', stream: 'garden', key, demand, viewers: 3 },
      },
    });
  }

  /** Takes all messages of frames so far. */
  take(): void {
    Atomics.store(this.start.taken, 0, this.frames);
  }

  get frames(): number {
    return this.commands.filter((command) => command.kind === 'bus' && command.message.kind === 'frames')
      .length;
  }
}

describe('a thread in the main thread’s view', () => {
  let garden: FakeVideoStream;
  let registry: PeerRegistry;
  let thread: FanOutThread;
  let worker: FakeWorker;
  let ended: string[];
  let errors: unknown[];

  beforeEach(() => {
    garden = new FakeVideoStream('garden');
    registry = new PeerRegistry();
    [ended, errors] = [[], []];
    thread = new FanOutThread({
      options,
      clock: garden.clock,
      registry,
      buffer: new SharedFrameBuffer(),
      startWorker: (start) => (worker = new FakeWorker(start)) as unknown as Worker,
      onError: (error) => errors.push(error),
      onEnded: (reason) => ended.push(reason),
    });
    worker.say({ kind: 'started', transport: { cipher: 'node', send: 'dgram' } });
    const admission = {
      peerId: 'id',
      sessionToken: 'secret',
      admit: () => undefined,
      onClosed: () => undefined,
    };
    thread.accept(garden.stream, { sdp: 'v=0' }, admission).catch(() => undefined);
  });

  afterEach(async () => {
    await thread.close();
    await garden.stream.close();
    expect(garden.ledger.open).toBe(0);
  });

  test('gets frames while it demands them', async () => {
    worker.demand('held');
    await garden.deliver();
    expect(worker.frames).toBe(0);
    worker.demand('frames');
    await garden.deliver();
    await garden.deliver();
    worker.demand('none');
    await garden.deliver();
    // The frame that was cached when the demand came, and two more.
    expect(worker.frames).toBe(3);
    expect(garden.stream.stats().renditions).toEqual([]);
  });

  test('gets nothing while it lags, then continues from a key frame', async () => {
    worker.demand('frames');
    await garden.deliver();
    await garden.clock.advance(600);
    await garden.deliver();
    expect(worker.frames).toBe(1);
    worker.take();
    await garden.deliver();
    await garden.deliver();
    const received = worker.commands.flatMap((command) =>
      command.kind === 'bus' && command.message.kind === 'frames' ? command.message.frames : [],
    );
    expect(received.slice(0, 2).map(({ keyFrame }) => keyFrame)).toEqual([true, true]);
  });

  test('releases its subscriptions and closes its peers when it dies, and frames that come then harm nothing', async () => {
    worker.demand('frames');
    worker.say({ kind: 'admit', sessionToken: 'secret', codec: 'h264' });
    expect(registry.size).toBe(1);
    await garden.deliver();
    worker.emit('error', new Error('out of memory'));
    worker.emit('exit');
    expect(registry.size).toBe(0);
    expect(ended).toHaveLength(1);
    expect(garden.stream.stats().renditions).toEqual([]);
    const { length } = worker.commands;
    await garden.deliver();
    expect(worker.commands).toHaveLength(length);
  });

  test('reports a request that fails, and goes on', async () => {
    await garden.stream.close();
    worker.say({
      kind: 'bus',
      message: {
        kind: 'command',
        command: { kind: 'wake', stream: 'garden', key: { track: 'audio', codec: 'pcma', rung: 'half' } },
      },
    });
    expect(errors).toEqual([expect.objectContaining({ code: 'WGR_RENDITION_UNKNOWN' })]);
    expect(ended).toEqual([]);
  });
});
