import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fullVideo } from '../media/rendition-key.js';
import { FakeStreamOrigin } from '../testing/fake-stream-origin.js';
import { InMemoryBroker, type InMemoryConnection } from '../testing/in-memory-broker.js';
import { RecordingSink } from '../testing/stream-engine-rig.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { ClusterNode } from './cluster-node.js';
import type { EdgeStream } from './edge-stream.js';

interface Member {
  readonly node: ClusterNode;
  readonly connection: InMemoryConnection;
  readonly source: FakeStreamOrigin;
  readonly streams: EdgeStream[];
}

describe('edges, when an origin or another edge leaves', () => {
  let broker: InMemoryBroker;
  let clock: VirtualCaptureClock;
  let members: Member[];

  beforeEach(() => {
    [broker, clock, members] = [new InMemoryBroker(), new VirtualCaptureClock(5_000_000), []];
  });

  afterEach(async () => {
    for (const { node, source, streams } of members) {
      for (const stream of streams) await stream.close();
      node.close();
      await source.engine.close();
    }
  });

  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(250);
      for (const { source } of members) await source.fake.clock.advance(250);
    }
    await clock.advance(0);
  };

  const start = async (id: string, role: 'origin' | 'edge'): Promise<Member> => {
    const source = new FakeStreamOrigin();
    const connection = broker.connect();
    const node = new ClusterNode({
      id,
      settings: { name: 'site', role, streams: undefined },
      connection,
      clock: role === 'edge' ? clock : source.fake.clock,
      onError: (error) => expect(error).toBeUndefined(),
      wallClockOffsetUs: 0,
    });
    const streams: EdgeStream[] = [];
    node.changes$.subscribe(({ kind, stream }) => kind === 'appeared' && streams.push(stream));
    const member = { node, connection, source, streams };
    members.push(member);
    node.publish(source.engine);
    await advance(250);
    return member;
  };

  const watch = async ({ streams: [stream] }: Member): Promise<RecordingSink> => {
    const sink = new RecordingSink();
    stream?.subscribe(fullVideo('h264'), sink);
    await advance(250);
    return sink;
  };

  const give = async ({ source }: Member, frames: number): Promise<void> => {
    for (let frame = 0; frame < frames; frame++) {
      await clock.advance(33);
      await source.act('frame');
      await clock.advance(0);
    }
  };

  test.each([
    ['o1', 'o2'],
    ['o2', 'o1'],
  ])('go on when %s dies and is back as %s before that is noticed', async (one, other) => {
    const edge = await start('e', 'edge');
    const first = await start(one, 'origin');
    const sink = await watch(edge);
    await give(first, 30);
    first.connection.setConnected(false);
    // Which hears nothing of the first one, and begins with its epoch.
    const second = await start(other, 'origin');
    await advance(8000);
    const before = sink.received.length;
    await give(second, 5);
    expect(sink.received.length).toBeGreaterThan(before + 2);
  });

  test('go on when the viewers of another edge leave', async () => {
    const [one, other] = [await start('e1', 'edge'), await start('e2', 'edge')];
    const origin = await start('o', 'origin');
    const stays = await watch(one);
    await watch(other);
    await give(origin, 2);
    await other.streams[0]?.close();
    await advance(20_000);
    const before = stays.received.length;
    await give(origin, 5);
    expect(stays.received.length).toBe(before + 5);
  });
});
