import { describe, expect, it } from '@jest/globals';
import { Histogram } from '../../media/histogram.js';
import type { MetricFamily } from './metric-family.js';
import { negotiateFormat } from './negotiate-format.js';
import { writeMetrics } from './write-metrics.js';

const histogram = new Histogram([0.5, 1]);
for (const value of [0.25, 0.5, 3]) histogram.observe(value);

const families: MetricFamily[] = [
  {
    name: 'x_total',
    help: 'A "count" of \\ and\nlines.',
    type: 'counter',
    samples: [{ labels: { stream: 'a"b\\c\nd' }, value: 3 }],
  },
  { name: 'none', help: 'Nothing.', type: 'gauge', samples: [] },
  { name: 'y_seconds', help: 'Times.', type: 'histogram', samples: [{ labels: { s: 'a' }, histogram }] },
  { name: 'z_bps', help: 'Rates.', type: 'gaugehistogram', samples: [{ labels: {}, histogram }] },
  { name: 'w_info', help: 'Versions.', type: 'info', samples: [{ labels: { v: '1' }, value: 1 }] },
];

describe('metrics as text', () => {
  it('are in the format of Prometheus', () => {
    expect(writeMetrics(families, 'prometheus')).toBe(`# HELP x_total A "count" of \\\\ and\\nlines.
# TYPE x_total counter
x_total{stream="a\\"b\\\\c\\nd"} 3
# HELP y_seconds Times.
# TYPE y_seconds histogram
y_seconds_bucket{s="a",le="0.5"} 2
y_seconds_bucket{s="a",le="1"} 2
y_seconds_bucket{s="a",le="+Inf"} 3
y_seconds_sum{s="a"} 3.75
y_seconds_count{s="a"} 3
# HELP z_bps Rates.
# TYPE z_bps histogram
z_bps_bucket{le="0.5"} 2
z_bps_bucket{le="1"} 2
z_bps_bucket{le="+Inf"} 3
z_bps_sum 3.75
z_bps_count 3
# HELP w_info Versions.
# TYPE w_info gauge
w_info{v="1"} 1
`);
  });

  it('are OpenMetrics', () => {
    expect(writeMetrics(families, 'openmetrics')).toBe(`# HELP x A \\"count\\" of \\\\ and\\nlines.
# TYPE x counter
x_total{stream="a\\"b\\\\c\\nd"} 3
# HELP y_seconds Times.
# TYPE y_seconds histogram
y_seconds_bucket{s="a",le="0.5"} 2
y_seconds_bucket{s="a",le="1.0"} 2
y_seconds_bucket{s="a",le="+Inf"} 3
y_seconds_sum{s="a"} 3.75
y_seconds_count{s="a"} 3
# HELP z_bps Rates.
# TYPE z_bps gaugehistogram
z_bps_bucket{le="0.5"} 2
z_bps_bucket{le="1.0"} 2
z_bps_bucket{le="+Inf"} 3
z_bps_gsum 3.75
z_bps_gcount 3
# HELP w Versions.
# TYPE w info
w_info{v="1"} 1
# EOF
`);
  });
});

describe('the format of metrics', () => {
  it.each([
    // What Prometheus 2 and 3 send, and what a browser and curl do.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.2',
      'openmetrics',
    ],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
    ['*/*', 'prometheus'],
    [undefined, 'prometheus'],
    ['text/plain;version=0.0.4', 'prometheus'],
    ['application/openmetrics-text; version=2.0.0', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['Application/OpenMetrics-Text', 'openmetrics'],
    ['text/plain, application/openmetrics-text;q=0.5', 'prometheus'],
  ] as const)('is for "%s" %s', (accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });
});
