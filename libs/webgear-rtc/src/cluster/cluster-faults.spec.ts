import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fullVideo } from '../media/rendition-key.js';
import { FakeStreamOrigin } from '../testing/fake-stream-origin.js';
import { InMemoryBroker, type InMemoryConnection } from '../testing/in-memory-broker.js';
import { RecordingSink } from '../testing/stream-engine-rig.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { ClusterNode } from './cluster-node.js';
import type { EdgeStream } from './edge-stream.js';

const h264 = fullVideo('h264');

/** Clocks of two machines have nothing in common. */
const EDGE_CLOCK_US = 900_000_000_000;

interface Edge {
  readonly node: ClusterNode;
  readonly connection: InMemoryConnection;
  readonly streams: EdgeStream[];
}

interface Origin {
  readonly node: ClusterNode;
  readonly connection: InMemoryConnection;
  readonly source: FakeStreamOrigin;
}

describe('a cluster', () => {
  let broker: InMemoryBroker;
  let clock: VirtualCaptureClock;
  let errors: unknown[];
  let origins: Origin[];
  let edges: Edge[];

  beforeEach(() => {
    broker = new InMemoryBroker();
    clock = new VirtualCaptureClock(EDGE_CLOCK_US);
    [errors, origins, edges] = [[], [], []];
  });

  afterEach(async () => {
    for (const { node, source } of origins) {
      node.close();
      await source.engine.close();
    }
    for (const { node, streams } of edges) {
      for (const stream of streams) await stream.close();
      node.close();
    }
    expect(errors).toEqual([]);
  });

  const onError = (error: unknown): void => void errors.push(error);

  /** Moves the clocks of all machines by as much. */
  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 250) {
      const step = Math.min(250, left);
      await clock.advance(step);
      for (const { source } of origins) await source.fake.clock.advance(step);
    }
    await clock.advance(0);
  };

  const startOrigin = async (id: string): Promise<Origin> => {
    const source = new FakeStreamOrigin();
    const connection = broker.connect();
    const settings = { name: 'site', role: 'origin', streams: undefined } as const;
    const node = new ClusterNode({ id, settings, connection, clock: source.fake.clock, onError });
    const origin = { node, connection, source };
    origins.push(origin);
    node.publish(source.engine);
    await advance(250);
    return origin;
  };

  const startEdge = (id: string): Edge => {
    const connection = broker.connect();
    const settings = { name: 'site', role: 'edge', streams: undefined } as const;
    const node = new ClusterNode({ id, settings, connection, clock, onError, wallClockOffsetUs: 0 });
    const streams: EdgeStream[] = [];
    node.changes$.subscribe(({ kind, stream }) => {
      if (kind === 'appeared') streams.push(stream);
      else streams.splice(streams.indexOf(stream), 1);
    });
    const edge = { node, connection, streams };
    edges.push(edge);
    return edge;
  };

  const watch = async ({ streams: [stream] }: Edge): Promise<RecordingSink> => {
    const sink = new RecordingSink();
    stream?.subscribe(h264, sink);
    await advance(10);
    return sink;
  };

  /** The source gives so many frames. */
  const give = async ({ source }: Origin, frames: number): Promise<void> => {
    for (let frame = 0; frame < frames; frame++) {
      await clock.advance(33);
      await source.act('frame');
      await clock.advance(0);
    }
  };

  const published = (): number => broker.log.filter((subject) => subject.includes('.au.')).length;

  test('costs one message for each frame, however many edges and viewers there are', async () => {
    const [first, second] = [startEdge('e1'), startEdge('e2')];
    const origin = await startOrigin('o1');
    const sinks: RecordingSink[] = [];
    for (let viewer = 0; viewer < 50; viewer++) sinks.push(await watch(first), await watch(second));
    await give(origin, 2);
    const before = published();
    await give(origin, 10);
    expect(published() - before).toBe(10);
    expect(sinks).toHaveLength(100);
    for (const { received } of sinks) expect(received.length).toBeGreaterThanOrEqual(10);
    expect(origin.source.origin().stats.renditions).toMatchObject([{ peers: 100, encodersOpened: 1 }]);
  });

  test('has capture times of the edge’s own clock, whatever the origin’s is', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    const sink = await watch(edge);
    await give(origin, 3);
    for (const { captureTimeUs } of sink.received) {
      expect(Math.abs(captureTimeUs - clock.nowUs())).toBeLessThan(200_000);
    }
  });

  test('goes on with a key frame after a frame that was lost, and counts what viewers did not get', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    const [stream] = edge.streams;
    const sink = new RecordingSink();
    const subscription = stream?.subscribe(h264, sink);
    await advance(10);
    await give(origin, 3);
    await advance(1000);
    broker.loses = (subject) => subject.includes('.au.');
    await give(origin, 1);
    broker.loses = () => false;
    await give(origin, 4);
    expect(sink.kinds).toMatch(/^Kd+Kd+$/);
    expect(subscription?.framesDropped()).toBeGreaterThanOrEqual(1);
  });

  test('tells viewers that the broker is gone, keeps the stream, and goes on when it is back', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    const sink = await watch(edge);
    await give(origin, 2);
    for (const { connection } of [edge, origin]) connection.setConnected(false);
    await advance(4000);
    expect(edge.streams[0]?.stats().state).toBe('reconnecting');
    await give(origin, 3);
    await advance(40_000);
    const before = sink.received.length;
    for (const { connection } of [edge, origin]) connection.setConnected(true);
    await advance(2000);
    await give(origin, 3);
    expect(edge.streams).toHaveLength(1);
    expect(edge.streams[0]?.stats().state).not.toBe('reconnecting');
    expect(sink.received.length).toBeGreaterThan(before);
    expect(sink.received[before]?.keyFrame).toBe(true);
  });

  test('has another origin take over 10 s after the first is gone, with timestamps that go on', async () => {
    const edge = startEdge('e');
    const first = await startOrigin('o1');
    const second = await startOrigin('o2');
    const sink = await watch(edge);
    await give(first, 3);
    await give(second, 1);
    expect(second.source.origin().starts).toBe(0);
    first.connection.setConnected(false);
    await advance(4000);
    expect(edge.streams[0]?.stats().state).toBe('reconnecting');
    await advance(9000);
    const before = sink.received.length;
    await give(second, 3);
    expect(second.source.origin().starts).toBe(1);
    expect(sink.received.length).toBeGreaterThan(before);
    expect(sink.received[before]?.keyFrame).toBe(true);
    const stamps = sink.received.map(({ rtpTimestamp }) => rtpTimestamp);
    const elapsed = ((stamps[before] ?? 0) - (stamps[before - 1] ?? 0)) / 90_000;
    expect(elapsed).toBeGreaterThan(12);
    expect(elapsed).toBeLessThan(15);

    // Both take themselves for the origin when they hear of each other again.
    first.connection.setConnected(true);
    await advance(3000);
    const published = broker.log.length;
    await give(first, 3);
    expect(broker.log.slice(published).filter((subject) => subject.includes('.au.'))).toEqual([]);
  });

  test('lists a stream no more when its origin has ended it, and 30 s after an origin that has vanished', async () => {
    const edge = startEdge('e');
    const first = await startOrigin('o1');
    expect(edge.streams).toHaveLength(1);
    first.node.withdraw(first.source.engine);
    await advance(10);
    expect(edge.streams).toEqual([]);
    const second = await startOrigin('o2');
    expect(edge.streams).toHaveLength(1);
    second.connection.setConnected(false);
    await advance(29_000);
    expect(edge.streams).toHaveLength(1);
    await advance(3000);
    expect(edge.streams).toEqual([]);
  });

  test('goes on with the origin that stands by when the process of the other one ends, and else lists it no more', async () => {
    const edge = startEdge('e');
    const first = await startOrigin('o1');
    const second = await startOrigin('o2');
    const [stream] = edge.streams;
    first.node.close();
    await advance(2000);
    expect(second.node.published).toHaveLength(1);
    expect(edge.streams).toEqual([stream]);
    expect(stream?.origin).toBe('o2');
    second.node.close();
    await advance(2500);
    expect(edge.streams).toEqual([stream]);
    await advance(1500);
    expect(edge.streams).toEqual([]);
  });

  test('ends a rendition 15 s after the only edge that needed it has vanished', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    await watch(edge);
    await give(origin, 2);
    edge.connection.setConnected(false);
    await advance(12_000);
    expect(origin.source.origin().stats.renditions).toHaveLength(1);
    await advance(6000);
    expect(origin.source.origin().stats.renditions).toEqual([]);
  });

  test('leaves frames out while the broker does not take them, and goes on with a key frame', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    const sink = await watch(edge);
    await give(origin, 2);
    await advance(1000);
    origin.connection.isTaking = false;
    const before = published();
    await give(origin, 5);
    expect(published()).toBe(before);
    origin.connection.isTaking = true;
    // Key frames are requested once a second.
    await advance(1500);
    await give(origin, 3);
    expect(sink.kinds).toMatch(/^Kd+K/);
  });

  test('takes nothing of a publisher that knows neither header nor epoch', async () => {
    const edge = startEdge('e');
    const origin = await startOrigin('o');
    const sink = await watch(edge);
    await give(origin, 2);
    const before = sink.received.length;
    const subject = 'wgr.v1.site.garden.au.h264.full';
    const hostile = broker.connect();
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(100), Buffer.alloc(100, 255)]) {
      hostile.publish(subject, bytes);
    }
    const foreignEpoch = Buffer.alloc(60, 1);
    foreignEpoch.set([1, 1, 0, 0], 0);
    foreignEpoch.set([0, 1], 24);
    hostile.publish(subject, foreignEpoch);
    for (const kind of ['ctl', 'hb'])
      hostile.publish(`wgr.v1.site.garden.${kind}`, Buffer.from('{"kind":1}'));
    hostile.publish('wgr.v1.site.other.hb', Buffer.from('[]'));
    await advance(10);
    expect(sink.received).toHaveLength(before);
    expect(edge.streams).toHaveLength(1);
    await give(origin, 2);
    expect(sink.received).toHaveLength(before + 2);
  });
});
