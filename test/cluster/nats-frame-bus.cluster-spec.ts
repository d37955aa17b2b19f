import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import { ClusterNode } from '../../libs/webgear-rtc/src/cluster/cluster-node.js';
import type { EdgeStream } from '../../libs/webgear-rtc/src/cluster/edge-stream.js';
import { connectToNats } from '../../libs/webgear-rtc/src/cluster/nats-connection.js';
import { resolveCluster } from '../../libs/webgear-rtc/src/options/cluster-schema.js';
import { FakeStreamOrigin } from '../../libs/webgear-rtc/src/testing/fake-stream-origin.js';
import { describeStreamEngine } from '../../libs/webgear-rtc/src/testing/stream-engine-conformance.js';
import type { StreamEngineRig } from '../../libs/webgear-rtc/src/testing/stream-engine-rig.js';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { NatsServer } from '../support/nats-server.js';

let server: NatsServer;
let rigs = 0;

beforeAll(async () => {
  server = await NatsServer.start();
});

afterAll(() => server[Symbol.asyncDispose]());

const onError = (error: unknown): void => {
  throw error;
};

/** Origin and edge in this process, so that a test can hold both; what they say to each other goes through the server. */
async function natsRig(): Promise<StreamEngineRig> {
  const settings = resolveCluster({ servers: server.url, name: `rig${++rigs}` });
  if (settings === undefined) throw new Error('there are no settings');
  const connect = () => connectToNats(settings, new AbortController().signal, onError);
  const [atOrigin, atEdge] = [await connect(), await connect()];
  const origin = new FakeStreamOrigin();
  const { clock } = origin.fake;
  const parts = { clock, onError, wallClockOffsetUs: 0 };
  const edge = new ClusterNode({ ...parts, connection: atEdge, settings: { ...settings, role: 'edge' } });
  const found: EdgeStream[] = [];
  edge.changes$.subscribe(({ stream }) => found.push(stream));
  await atEdge.flush();
  const node = new ClusterNode({ ...parts, connection: atOrigin, settings: { ...settings, role: 'origin' } });
  node.publish(origin.engine);
  await until('the stream', () => found.length > 0);
  const [engine] = found as [EdgeStream];
  // A request, its answer, and what follows from it.
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      await Promise.all([atEdge.flush(), atOrigin.flush()]);
      await clock.advance(0);
      await turn();
    }
  };
  return {
    engine,
    act: async (action) => {
      await origin.act(action);
      await settle();
    },
    settle,
    origin: async () => {
      await settle();
      return origin.origin();
    },
    advance: async (ms) => {
      await settle();
      await clock.advance(ms);
      await settle();
    },
    close: async () => {
      await engine.close();
      edge.close();
      node.close();
      await origin.engine.close();
      await Promise.all([atEdge.close(), atOrigin.close()]);
    },
  };
}

describeStreamEngine('through a NATS server', natsRig);
