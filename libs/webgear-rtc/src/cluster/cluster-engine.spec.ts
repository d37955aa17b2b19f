import { FakeStreamOrigin } from '../testing/fake-stream-origin.js';
import { InMemoryBroker } from '../testing/in-memory-broker.js';
import { describeStreamEngine } from '../testing/stream-engine-conformance.js';
import type { StreamEngineRig } from '../testing/stream-engine-rig.js';
import { until } from '../testing/until.js';
import { ClusterNode } from './cluster-node.js';
import type { EdgeStream } from './edge-stream.js';

const onError = (error: unknown): void => {
  throw error;
};

async function inMemoryRig(): Promise<StreamEngineRig> {
  const origin = new FakeStreamOrigin();
  const { clock } = origin.fake;
  const broker = new InMemoryBroker();
  const settings = { name: 'site', streams: undefined };
  const parts = { clock, onError, wallClockOffsetUs: 0 };
  const [atOrigin, atEdge] = [broker.connect(), broker.connect()];
  const edge = new ClusterNode({
    ...parts,
    id: 'e',
    connection: atEdge,
    settings: { ...settings, role: 'edge' },
  });
  const found: EdgeStream[] = [];
  edge.changes$.subscribe(({ stream }) => found.push(stream));
  const node = new ClusterNode({
    ...parts,
    id: 'o',
    connection: atOrigin,
    settings: { ...settings, role: 'origin' },
  });
  node.publish(origin.engine);
  await until('the stream', () => found.length > 0);
  const [engine] = found as [EdgeStream];
  return {
    engine,
    act: (action) => origin.act(action),
    settle: () => clock.advance(0),
    origin: () => Promise.resolve(origin.origin()),
    advance: async (ms) => {
      await clock.advance(0);
      await clock.advance(ms);
    },
    close: async () => {
      await engine.close();
      edge.close();
      node.close();
      await origin.engine.close();
    },
  };
}

describeStreamEngine('of another machine', inMemoryRig);
