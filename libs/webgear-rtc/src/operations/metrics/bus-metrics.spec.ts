import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CountedConnection } from '../../cluster/counted-connection.js';
import { InMemoryBroker } from '../../testing/in-memory-broker.js';
import { until } from '../../testing/until.js';
import { busMetrics } from './bus-metrics.js';

const dashboard = new URL('../../../../../docs/operations/grafana-dashboard.json', import.meta.url);
const bus = new CountedConnection(new InMemoryBroker().connect()).totals;
const stream = { name: 'front', framesReceived: 9, framesLost: 2, framesIncomplete: 1 };

const valuesOf = (name: string, totals: Parameters<typeof busMetrics>[0]): unknown[] =>
  busMetrics(totals)
    .filter((family) => family.name === `webgear_rtc_bus_${name}`)
    .flatMap(({ samples }): unknown[] => [...samples]);

test('a machine alone has none', () => {
  expect(busMetrics(undefined)).toEqual([]);
});

test('those of streams are counted for each', () => {
  const totals = { bus, published: [{ name: 'yard', edges: 3 }], received: [stream] };
  expect(valuesOf('subscribers', totals)).toEqual([{ labels: { stream: 'yard' }, value: 3 }]);
  expect(valuesOf('frames_lost_total', totals)).toEqual([{ labels: { stream: 'front' }, value: 2 }]);
});

test('messages, bytes and reconnects of a connection are counted', async () => {
  const broker = new InMemoryBroker();
  const inner = broker.connect();
  const counted = new CountedConnection(inner);
  counted.subscribe('a.b', ({ respond }) => respond(Buffer.alloc(7)));
  counted.publish('a.c', Buffer.alloc(100));
  await counted.request('a.b', Buffer.alloc(10), 1000);
  await until('the request', () => counted.totals.messagesReceived === 2);
  inner.setConnected(false);
  counted.publish('a.c', Buffer.alloc(100));
  inner.setConnected(true);
  expect(counted.totals).toMatchObject({
    messagesSent: 2,
    bytesSent: 110,
    bytesReceived: 17,
    messagesDiscarded: 1,
    reconnects: 1,
    isConnected: true,
  });
});

test('those that the dashboard shows are there', () => {
  const shown = new Set(readFileSync(dashboard, 'utf8').match(/webgear_rtc_bus_\w+/g));
  const families = busMetrics({ bus, published: [], received: [stream] });
  const names = new Set(families.map(({ name }) => name));
  expect([...shown].filter((name) => !names.has(name))).toEqual([]);
  expect(shown.size).toBeGreaterThan(4);
});
