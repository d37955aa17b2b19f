import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeStreamOrigin } from '../testing/fake-stream-origin.js';
import { InMemoryBroker } from '../testing/in-memory-broker.js';
import { until } from '../testing/until.js';
import { ClusterNode } from './cluster-node.js';
import type { EdgeStream } from './edge-stream.js';

const subject = 'wgr.v1.site.garden.md';

let broker: InMemoryBroker;
let origin: FakeStreamOrigin;
let nodes: ClusterNode[];
let edge: EdgeStream;
let received: string[];

const onError = (error: unknown): void => {
  throw error;
};

beforeEach(async () => {
  broker = new InMemoryBroker();
  origin = new FakeStreamOrigin();
  received = [];
  const parts = { clock: origin.fake.clock, onError, wallClockOffsetUs: 0 };
  const join = (role: 'edge' | 'origin'): ClusterNode =>
    new ClusterNode({
      ...parts,
      id: role,
      connection: broker.connect(),
      settings: { name: 'site', role, streams: undefined },
    });
  nodes = [join('edge'), join('origin')];
  const found: EdgeStream[] = [];
  nodes[0]?.changes$.subscribe(({ stream }) => found.push(stream));
  nodes[1]?.publish(origin.fake.stream);
  await until('the stream', () => found.length > 0);
  [edge] = found as [EdgeStream];
});

afterEach(async () => {
  await edge.close();
  for (const node of nodes) node.close();
  await origin.engine.close();
});

const read = (): (() => void) =>
  edge.metadata.read({ onMessage: (message) => received.push(message), onEnd: () => received.push('end') });
const settle = (): Promise<void> => origin.fake.clock.advance(0);

test('metadata of the origin reach readers at an edge, with the RTP timestamp that its frames have there', async () => {
  const { metadata, clock } = { ...origin.fake, metadata: origin.fake.stream.metadata };
  expect(metadata.publish({ box: 1 })).toBe(false);
  const leave = read();
  await settle();
  const atOrigin: string[] = [];
  metadata.read({ onMessage: (message) => atOrigin.push(message), onEnd: () => undefined });
  expect(metadata.publish({ box: 2 }, { captureTimeUs: clock.nowUs() })).toBe(true);
  await settle();
  expect(received.map((text) => JSON.parse(text) as unknown)).toEqual(
    atOrigin.map((text) => JSON.parse(text) as unknown),
  );
  expect(received).toHaveLength(1);
  leave();
  await settle();
  expect(metadata.readerCount).toBe(1);
});

test('an edge whose readers are gone asks for none, and its readers end with the stream', async () => {
  const [one, other] = [read(), read()];
  await settle();
  expect([edge.metadata.readerCount, origin.fake.stream.metadata.readerCount]).toEqual([2, 1]);
  one();
  await settle();
  expect(origin.fake.stream.metadata.readerCount).toBe(1);
  other();
  await settle();
  expect(origin.fake.stream.metadata.readerCount).toBe(0);
  read();
  await edge.close();
  expect(received).toEqual(['end']);
});

test.each([
  ['no JSON', '{'],
  [
    'a line break, which would begin another event',
    '{"rtpTimestamp":1,"captureTimeMs":2,\n\n"value":"ok"}',
    true,
  ],
  ['no timestamp', '{"captureTimeMs":2,"value":1}'],
  ['a timestamp that is none', '{"rtpTimestamp":-1,"captureTimeMs":2,"value":1}'],
  [
    'more than an origin sends',
    JSON.stringify({ rtpTimestamp: 1, captureTimeMs: 2, value: 'x'.repeat(20_000) }),
  ],
])('a hostile message with %s is passed over, or written again', async (_name, text, passes = false) => {
  read();
  await settle();
  broker.connect().publish(subject, Buffer.from(text));
  await settle();
  expect(received).toEqual(passes ? ['{"rtpTimestamp":1,"captureTimeMs":2,"value":"ok"}'] : []);
});

test('a flood is cut to a rate', async () => {
  read();
  await settle();
  const flood = broker.connect();
  for (let number = 0; number < 1000; number++)
    flood.publish(subject, Buffer.from('{"rtpTimestamp":1,"captureTimeMs":2,"value":1}'));
  await settle();
  expect(received.length).toBeLessThanOrEqual(60);
});
