import type { HistogramSnapshot } from '../../media/histogram.js';

/** Labels of one sample by their names. */
export type Labels = Readonly<Record<string, string>>;

/** One number of a family. */
export interface NumberSample {
  readonly labels: Labels;
  readonly value: number;
}

/** One histogram of a family. */
export interface HistogramSample {
  readonly labels: Labels;
  readonly histogram: HistogramSnapshot;
}

interface Described {
  /** With the prefix; that of a counter ends in `_total`, that of an info in `_info`. */
  readonly name: string;
  /** What it says, in one sentence. */
  readonly help: string;
}

/** Numbers of one name. */
export interface NumberFamily extends Described {
  readonly type: 'counter' | 'gauge' | 'info';
  readonly samples: readonly NumberSample[];
}

/**
 * Histograms of one name. A `gaugehistogram` has a value for each that is there now, so that its buckets also shrink; a
 * `histogram` counts what has happened.
 */
export interface HistogramFamily extends Described {
  readonly type: 'histogram' | 'gaugehistogram';
  readonly samples: readonly HistogramSample[];
}

/** Samples of one name. */
export type MetricFamily = NumberFamily | HistogramFamily;

/** Whether samples of a family are histograms. */
export function hasHistograms(family: MetricFamily): family is HistogramFamily {
  return family.type === 'histogram' || family.type === 'gaugehistogram';
}

/** A line of a histogram: the value of one bucket, the sum or the number of values. */
export interface HistogramLine {
  readonly suffix: 'bucket' | 'sum' | 'count';
  /** Upper bound of the bucket; infinite for all values. */
  readonly bound?: number;
  readonly value: number;
}

/** A histogram in the form that Prometheus has it: each bucket counts those below it as well. */
export function histogramLines({ bounds, counts, sum }: HistogramSnapshot): HistogramLine[] {
  let count = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, index): HistogramLine => {
    count += counts[index] ?? 0;
    return { suffix: 'bucket', bound, value: count };
  });
  return [...buckets, { suffix: 'sum', value: sum }, { suffix: 'count', value: count }];
}
