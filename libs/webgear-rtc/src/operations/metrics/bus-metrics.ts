import type { ClusterTotals } from '../../cluster/cluster-totals.js';
import type { MetricFamily, NumberSample } from './metric-family.js';

/** What is known of the broker of a cluster and of what goes through it; nothing for this machine alone. */
export function busMetrics(totals: ClusterTotals | undefined): MetricFamily[] {
  if (totals === undefined) return [];
  const { bus, published, received } = totals;
  const directions = (sent: number, got: number): NumberSample[] => [
    { labels: { direction: 'sent' }, value: sent },
    { labels: { direction: 'received' }, value: got },
  ];
  const one = (value: number): NumberSample[] => [{ labels: {}, value }];
  const ofReceived = (field: 'framesReceived' | 'framesLost' | 'framesIncomplete'): NumberSample[] =>
    received.map((stream) => ({ labels: { stream: stream.name }, value: stream[field] }));
  return [
    counter(
      'messages_total',
      'Messages through the broker.',
      directions(bus.messagesSent, bus.messagesReceived),
    ),
    counter('bytes_total', 'Bytes of these messages.', directions(bus.bytesSent, bus.bytesReceived)),
    counter(
      'messages_discarded_total',
      'Messages that were not sent, because there was no broker.',
      one(bus.messagesDiscarded),
    ),
    counter('reconnects_total', 'Times that the broker was there again.', one(bus.reconnects)),
    gauge('connected', 'Whether the broker can be reached.', one(Number(bus.isConnected))),
    gauge(
      'round_trip_seconds',
      'How long the broker took to answer.',
      bus.roundTripSeconds === undefined ? [] : one(bus.roundTripSeconds),
    ),
    gauge(
      'subscribers',
      'Edges that need a stream of this process.',
      published.map(({ name, edges }) => ({ labels: { stream: name }, value: edges })),
    ),
    counter('frames_received_total', 'Frames of a stream of another machine.', ofReceived('framesReceived')),
    counter(
      'frames_lost_total',
      'Frames of these that are known not to have come.',
      ofReceived('framesLost'),
    ),
    counter(
      'frames_incomplete_total',
      'Frames of which parts came and others did not.',
      ofReceived('framesIncomplete'),
    ),
  ];
}

function counter(name: string, help: string, samples: readonly NumberSample[]): MetricFamily {
  return { name: `webgear_rtc_bus_${name}`, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly NumberSample[]): MetricFamily {
  return { name: `webgear_rtc_bus_${name}`, help, type: 'gauge', samples };
}
