import { hasHistograms, histogramLines, type Labels, type MetricFamily } from './metric-family.js';

/**
 * A way to write metrics down: the text format of Prometheus, or OpenMetrics.
 *
 * @publicApi
 */
export type MetricsFormat = 'prometheus' | 'openmetrics';

/** The content type of each format. */
export const metricsContentTypes: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** What OpenMetrics has in a name of a sample and not in that of its family. */
const sampleSuffixes = { counter: /_total$/, info: /_info$/ } as const;

/** The types of OpenMetrics that the older format has not, and what they are there. */
const olderTypes = { info: 'gauge', gaugehistogram: 'histogram' } as const;

/**
 * Writes metrics in a format that a Prometheus server reads. Families without samples are left out.
 *
 * Text exposition format 0.0.4 of Prometheus, and OpenMetrics 1.0.0.
 */
export function writeMetrics(families: Iterable<MetricFamily>, format: MetricsFormat): string {
  const isOpen = format === 'openmetrics';
  const lines: string[] = [];
  for (const family of families) {
    if (family.samples.length === 0) continue;
    const name = isOpen ? familyName(family) : family.name;
    const type = isOpen ? family.type : (olderTypes[family.type as keyof typeof olderTypes] ?? family.type);
    lines.push(`# HELP ${name} ${escaped(family.help, isOpen)}`, `# TYPE ${name} ${type}`);
    lines.push(...sampleLines(family, isOpen));
  }
  if (isOpen) lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function familyName({ name, type }: MetricFamily): string {
  return type === 'counter' || type === 'info' ? name.replace(sampleSuffixes[type], '') : name;
}

function* sampleLines(family: MetricFamily, isOpen: boolean): Iterable<string> {
  if (!hasHistograms(family)) {
    for (const { labels, value } of family.samples) yield sampleLine(family.name, labels, value);
    return;
  }
  // `_gsum` and `_gcount` in OpenMetrics, where `_sum` and `_count` may only grow.
  const prefix = isOpen && family.type === 'gaugehistogram' ? 'g' : '';
  for (const { labels, histogram } of family.samples) {
    for (const { suffix, bound, value } of histogramLines(histogram)) {
      if (bound === undefined) yield sampleLine(`${family.name}_${prefix}${suffix}`, labels, value);
      else {
        const le = isOpen ? canonical(bound) : numberText(bound);
        yield sampleLine(`${family.name}_bucket`, { ...labels, le }, value);
      }
    }
  }
}

function sampleLine(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text, true)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}`;
}

/** Quotes are escaped in values of labels, and in OpenMetrics in the help as well. */
function escaped(text: string, quotes: boolean): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quotes ? plain.replaceAll('"', '\\"') : plain;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

/** With a decimal point, as OpenMetrics wants the bounds of buckets: `1.0`. */
function canonical(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : numberText(bound);
}
