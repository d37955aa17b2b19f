import type { StreamTotals } from '../../broadcast/stream-counters.js';
import type { Histogram } from '../../media/histogram.js';
import type { StreamState, StreamStats } from '../../media/stream-stats.js';
import type { HistogramSample, MetricFamily, NumberSample } from './metric-family.js';

const states: readonly StreamState[] = ['idle', 'starting', 'live', 'reconnecting', 'ended', 'closed'];

/** One stream at a scrape. */
export interface ScrapedStream {
  readonly stats: StreamStats;
  readonly totals: StreamTotals;
}

/**
 * What is known of streams, whether or not they have viewers.
 *
 * @param viewerDrops frames that viewers did not get, which are counted with those of the stream
 */
export function streamMetrics(
  streams: readonly ScrapedStream[],
  viewerDrops: readonly NumberSample[],
): MetricFamily[] {
  return [
    gauge('stream_state', 'The state of a stream: 1 for the one it is in.', streams, ({ state }) =>
      states.map((each) => ({ labels: { state: each }, value: Number(each === state) })),
    ),
    counter('frames_captured_total', 'Frames received from the source, with slates.', streams, (stats) => [
      { labels: {}, value: stats.framesCaptured },
    ]),
    counter(
      'frames_decoded_total',
      'Frames of a source in passthrough that were decoded.',
      streams,
      (stats) => [{ labels: {}, value: stats.framesDecoded }],
    ),
    ofRenditions('frames_encoded_total', 'Frames encoded or passed through.', streams, 'framesEncoded'),
    ofRenditions('key_frames_encoded_total', 'Key frames of these.', streams, 'keyFramesEncoded'),
    ofRenditions('encoded_bytes_total', 'Bytes of the encoded frames.', streams, 'bytesEncoded'),
    ofRenditions('encoders_opened_total', 'Encoders opened.', streams, 'encodersOpened'),
    {
      name: 'webgear_rtc_frames_dropped_total',
      help: 'Frames dropped: before the encoder, by a transform, by the encoder, for a lower rate, or for a viewer.',
      type: 'counter',
      samples: [...streams.flatMap(dropsOf), ...viewerDrops],
    },
    counter(
      'source_restarts_total',
      'Times that a source was lost and opened again.',
      streams,
      (_stats, totals) => [{ labels: {}, value: totals.restarts }],
    ),
    gauge('last_frame_age_seconds', 'Age of the newest frame of the source.', streams, (_stats, totals) =>
      totals.lastFrameAgeSeconds === undefined ? [] : [{ labels: {}, value: totals.lastFrameAgeSeconds }],
    ),
    times('encode_seconds', 'How long the encoder worked on a frame.', streams, ({ encode }) => encode),
    times(
      'capture_to_send_seconds',
      'From the capture of a frame until it was handed to all viewers of a rendition.',
      streams,
      ({ captureToSend }) => captureToSend,
    ),
    gauge('jpeg_readers', 'Readers of stream.mjpeg now.', streams, ({ jpeg }) => [
      { labels: {}, value: jpeg.readers },
    ]),
    counter('jpeg_images_total', 'Frames encoded as JPEG images.', streams, ({ jpeg }) => [
      { labels: {}, value: jpeg.framesEncoded },
    ]),
    counter('jpeg_bytes_total', 'Bytes of these images.', streams, ({ jpeg }) => [
      { labels: {}, value: jpeg.bytesEncoded },
    ]),
  ];
}

type SamplesOf = (stats: StreamStats, totals: StreamTotals) => readonly NumberSample[];

function numbers(streams: readonly ScrapedStream[], samplesOf: SamplesOf): NumberSample[] {
  return streams.flatMap(({ stats, totals }) =>
    samplesOf(stats, totals).map(({ labels, value }) => ({
      labels: { stream: stats.streamName, ...labels },
      value,
    })),
  );
}

function counter(name: string, help: string, streams: readonly ScrapedStream[], of: SamplesOf): MetricFamily {
  return { name: `webgear_rtc_${name}`, help, type: 'counter', samples: numbers(streams, of) };
}

function gauge(name: string, help: string, streams: readonly ScrapedStream[], of: SamplesOf): MetricFamily {
  return { name: `webgear_rtc_${name}`, help, type: 'gauge', samples: numbers(streams, of) };
}

function times(
  name: string,
  help: string,
  streams: readonly ScrapedStream[],
  of: (times: NonNullable<StreamTotals['times']>) => Histogram,
): MetricFamily {
  const samples = streams.flatMap(({ stats, totals }): HistogramSample[] => {
    const histogram = totals.times && of(totals.times);
    // There is none before the first frame: most of many cameras are idle.
    if (histogram === undefined || histogram.count === 0) return [];
    return [{ labels: { stream: stats.streamName }, histogram }];
  });
  return { name: `webgear_rtc_${name}`, help, type: 'histogram', samples };
}

function ofRenditions(
  name: string,
  help: string,
  streams: readonly ScrapedStream[],
  field: 'framesEncoded' | 'keyFramesEncoded' | 'bytesEncoded' | 'encodersOpened',
): MetricFamily {
  return counter(name, help, streams, (_stats, { renditions }) =>
    renditions.map((rendition) => ({
      labels: { codec: rendition.codec, rung: rendition.rung },
      value: rendition[field],
    })),
  );
}

/** Before a frame has a codec, the label is empty. */
function dropsOf({ stats, totals }: ScrapedStream): NumberSample[] {
  const { streamName: stream, framesDropped, transform } = stats;
  const early = (reason: string, value: number): NumberSample => ({
    labels: { stream, codec: '', reason },
    value,
  });
  const byCodec = new Map<string, { encoder: number; rate: number }>();
  for (const { codec, framesDropped: dropped, framesLeftOut } of totals.renditions) {
    const counted = byCodec.get(codec) ?? { encoder: 0, rate: 0 };
    counted.encoder += dropped - framesLeftOut;
    counted.rate += framesLeftOut;
    byCodec.set(codec, counted);
  }
  return [
    early('pipeline', framesDropped),
    ...(transform
      ? [
          early('transform', transform.framesOmitted),
          early('transform_late', transform.framesLate),
          early('transform_failed', transform.framesFailed),
        ]
      : []),
    ...[...byCodec].flatMap(([codec, { encoder, rate }]) => [
      { labels: { stream, codec, reason: 'encoder' }, value: encoder },
      { labels: { stream, codec, reason: 'rate' }, value: rate },
    ]),
  ];
}
