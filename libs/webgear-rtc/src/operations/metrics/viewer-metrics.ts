import { frameSeconds, Histogram } from '../../media/histogram.js';
import type { PeerSnapshot } from '../../peers/peer-snapshot.interface.js';
import type { HistogramSample, Labels, MetricFamily, NumberSample } from './metric-family.js';
import type { SentTotals, StreamViewerTotals } from './viewer-totals.js';

const ratios = [0, 0.001, 0.003, 0.005, 0.007, 0.01, 0.05, 0.1, 0.4, 1];
const roundTripSeconds = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5];
const bitrates = [150, 300, 600, 1000, 2000, 4000, 8000, 16_000, 32_000].map((kbps) => kbps * 1000);

type Totals = ReadonlyMap<string, StreamViewerTotals>;

/** What is known of viewers, added up by streams: never one viewer by its id or address, of which there is no end. */
export function viewerMetrics(peers: readonly PeerSnapshot[], totals: Totals): MetricFamily[] {
  const connected = peers.filter(({ state, streamName }) => state === 'connected' && totals.has(streamName));
  const streams = [...totals.keys()];
  const over = (
    name: string,
    help: string,
    bounds: readonly number[],
    valueOf: (peer: PeerSnapshot) => number | undefined,
  ): MetricFamily => ({
    name: `webgear_rtc_${name}`,
    help,
    type: 'gaugehistogram',
    // Of streams without viewers there is none: most of many cameras are idle, and a histogram is a dozen lines.
    samples: streams
      .map((stream) => ({ labels: { stream }, histogram: overViewers(stream, bounds, valueOf) }))
      .filter((sample) => sample.histogram.count > 0),
  });
  const overViewers = (
    stream: string,
    bounds: readonly number[],
    valueOf: (peer: PeerSnapshot) => number | undefined,
  ): Histogram => {
    const histogram = new Histogram(bounds);
    for (const peer of connected) {
      // Of a path over TCP none of it is known.
      if (peer.streamName !== stream || peer.mode !== 'webrtc') continue;
      histogram.observe(valueOf(peer) ?? Number.NaN);
    }
    return histogram;
  };
  return [
    {
      name: 'webgear_rtc_viewers',
      help: 'Viewers that are connected now, those of stream.mjpeg with the codec mjpeg.',
      type: 'gauge',
      samples: countBy(connected, streams),
    },
    // Not `viewers_total`: OpenMetrics would have a counter and a gauge of one name.
    counter('viewer_offers_total', 'Offers of viewers, by what came of them.', totals, (each) =>
      Object.entries(each.results.webrtc).map(([result, value]) => ({ labels: { result }, value })),
    ),
    counter('mjpeg_requests_total', 'Requests for stream.mjpeg, by what came of them.', totals, (each) =>
      Object.entries(each.results.mjpeg).map(([result, value]) => ({ labels: { result }, value })),
    ),
    histogram('viewer_join_seconds', 'From the offer of a viewer to its first key frame.', totals, (each) => [
      { labels: {}, histogram: each.joins },
    ]),
    histogram('viewer_duration_seconds', 'How long viewers stayed, by why they ended.', totals, (each) =>
      [...each.durations].map(([reason, durations]) => ({ labels: { reason }, histogram: durations })),
    ),
    sent(
      'sent_bytes_total',
      'Bytes of RTP payload sent, without retransmissions, and of the bodies of stream.mjpeg.',
      totals,
      'bytes',
    ),
    sent('sent_packets_total', 'RTP packets sent, without retransmissions.', totals, 'packets'),
    sent('retransmitted_packets_total', 'RTP packets sent again.', totals, 'retransmitted'),
    sent('frames_sent_total', 'Frames and images sent, once for each viewer.', totals, 'frames'),
    counter('key_frame_requests_total', 'Key frames that viewers asked for.', totals, (each) => [
      { labels: {}, value: each.keyFrameRequests },
    ]),
    counter('nacks_received_total', 'Messages that named packets as lost.', totals, (each) => [
      { labels: {}, value: each.nacks },
    ]),
    counter('freezes_total', 'Times that a viewer had to wait for a key frame.', totals, (each) => [
      { labels: {}, value: each.freezes },
    ]),
    counter('rung_switches_total', 'Times that a viewer was switched to another rung.', totals, (each) =>
      Object.entries(each.rungSwitches).map(([direction, value]) => ({ labels: { direction }, value })),
    ),
    {
      name: 'webgear_rtc_viewers_too_slow',
      help: 'Viewers whose network carries not even the lowest rung.',
      type: 'gauge',
      samples: streams.map((stream) => ({
        labels: { stream },
        value: connected.filter(({ streamName, tooSlow }) => streamName === stream && tooSlow === true)
          .length,
      })),
    },
    over(
      'loss_ratio',
      'Share of packets lost, as viewers last reported.',
      ratios,
      (peer) => peer.fractionLost,
    ),
    over('round_trip_seconds', 'Round trip to viewers.', roundTripSeconds, (peer) =>
      seconds(peer.roundTripTimeMs),
    ),
    over('estimate_bps', 'What the networks of viewers carry.', bitrates, (peer) => peer.estimateBps),
    over('target_bps', 'Bit rate of the rungs that viewers are sent.', bitrates, (peer) => peer.targetBps),
    over('queue_seconds', 'How long the send queues of viewers take to empty.', frameSeconds, (peer) =>
      seconds(peer.queueMs),
    ),
  ];
}

/** Frames that viewers did not get; what is dropped before is counted with the stream. */
export function viewerDrops(totals: Totals): NumberSample[] {
  return [...totals].flatMap(([stream, { sent: bySent }]) =>
    [...bySent].map(([codec, { framesDropped }]) => ({
      labels: { stream, codec, reason: 'viewer' },
      value: framesDropped,
    })),
  );
}

function counter(
  name: string,
  help: string,
  totals: Totals,
  samplesOf: (totals: StreamViewerTotals) => readonly NumberSample[],
): MetricFamily {
  const samples = [...totals].flatMap(([stream, each]) => withStream(stream, samplesOf(each)));
  return { name: `webgear_rtc_${name}`, help, type: 'counter', samples };
}

function histogram(
  name: string,
  help: string,
  totals: Totals,
  samplesOf: (totals: StreamViewerTotals) => readonly HistogramSample[],
): MetricFamily {
  const samples = [...totals].flatMap(([stream, each]) => withStream(stream, samplesOf(each)));
  return { name: `webgear_rtc_${name}`, help, type: 'histogram', samples };
}

function sent(name: string, help: string, totals: Totals, field: keyof SentTotals): MetricFamily {
  const isOfPackets = field === 'packets' || field === 'retransmitted';
  return counter(name, help, totals, (each) =>
    [...each.sent]
      .filter(([codec]) => codec !== 'mjpeg' || !isOfPackets)
      .map(([codec, values]) => ({ labels: { codec }, value: values[field] })),
  );
}

function withStream<Sample extends { readonly labels: Labels }>(
  stream: string,
  samples: readonly Sample[],
): Sample[] {
  return samples.map((sample) => ({ ...sample, labels: { stream, ...sample.labels } }));
}

/** How many there are of each codec and rung; a stream without viewers has none, which is a number too. */
function countBy(connected: readonly PeerSnapshot[], streams: readonly string[]): NumberSample[] {
  const counts = new Map<string, { labels: Labels; value: number }>();
  for (const { streamName: stream, codec, rung = '' } of connected) {
    const key = `${stream} ${codec} ${rung}`;
    const count = counts.get(key) ?? { labels: { stream, codec, rung }, value: 0 };
    counts.set(key, { ...count, value: count.value + 1 });
  }
  const watched = new Set(connected.map(({ streamName }) => streamName));
  const idle = streams.filter((stream) => !watched.has(stream));
  return [
    ...counts.values(),
    ...idle.map((stream) => ({ labels: { stream, codec: '', rung: '' }, value: 0 })),
  ];
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
