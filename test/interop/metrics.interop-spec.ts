import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findPrometheusPython } from '../../tools/executables.mjs';
import type { ViewerJoined, ViewerLeft } from 'nestjs-webgear-rtc';
import { HostApp } from '../e2e/support/host-app.js';
import { eventually } from '../e2e/support/eventually.js';
import { NativeViewer } from '../support/native-viewer.js';
import { postOffer } from '../support/post-offer.js';

/** One number, as the client of Prometheus has read it. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly type: string;
}

const accepts = {
  prometheus: 'text/plain;version=0.0.4',
  openmetrics: 'application/openmetrics-text;version=1.0.0',
} as const;

const program = fileURLToPath(new URL('support/parse-metrics.py', import.meta.url));
const dashboard = fileURLToPath(new URL('../../docs/operations/grafana-dashboard.json', import.meta.url));

describe('metrics of a server that is watched', () => {
  let host: HostApp;
  /** What was there while a viewer watched. */
  let watched: readonly Sample[] = [];

  beforeAll(async () => {
    host = await HostApp.start({ source: 'test:bars2?size=320x180', udpAddress: '127.0.0.1', metrics: true });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  async function scrape(format: keyof typeof accepts = 'openmetrics'): Promise<Sample[]> {
    const response = await fetch(new URL('metrics', host.url), { headers: { Accept: accepts[format] } });
    const input = await response.text();
    const python = findPrometheusPython() ?? 'python3';
    const { status, stdout, stderr } = spawnSync(python, [program, format], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The client of Prometheus refuses it: ${stderr}\n${input}`);
    return JSON.parse(stdout) as Sample[];
  }

  function valueOf(samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number {
    const found = samples.filter(
      (sample) =>
        sample.name === `webgear_rtc_${name}` &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return found.reduce((sum, { value }) => sum + value, 0);
  }

  test('are read by Prometheus in both formats, and are what has happened', async () => {
    const before = await scrape();
    expect(valueOf(before, 'stream_state', { state: 'idle' })).toBe(1);
    expect(valueOf(before, 'viewers')).toBe(0);

    const joined: ViewerJoined[] = [];
    const left: ViewerLeft[] = [];
    host.service.viewerJoined$.subscribe((event) => joined.push(event));
    host.service.viewerLeft$.subscribe((event) => left.push(event));
    const viewer = new NativeViewer(['h264']);
    await viewer.connect((sdp) => postOffer(host.url, sdp));
    await viewer.waitForFrames(60);
    const during = await scrape();
    watched = during;
    expect(valueOf(during, 'viewers', { codec: 'h264', rung: 'full' })).toBe(1);
    expect(valueOf(during, 'viewer_offers_total', { result: 'connected' })).toBe(1);
    expect(valueOf(during, 'stream_state')).toBe(1);
    expect(valueOf(during, 'stream_state', { state: 'live' })).toBe(1);
    expect(valueOf(during, 'viewer_join_seconds_count')).toBe(1);
    expect(valueOf(during, 'viewer_join_seconds_sum')).toBeGreaterThan(0);
    expect(valueOf(during, 'frames_sent_total', { codec: 'h264' })).toBeGreaterThanOrEqual(60);
    expect(valueOf(during, 'sent_bytes_total', { codec: 'h264' })).toBeGreaterThan(1000);
    const encoded = valueOf(during, 'frames_encoded_total', { codec: 'h264', rung: 'full' });
    expect(encoded).toBeGreaterThanOrEqual(60);
    expect(valueOf(during, 'encode_seconds_count')).toBeGreaterThanOrEqual(60);
    expect(valueOf(during, 'capture_to_send_seconds_count')).toBeGreaterThanOrEqual(60);
    expect(valueOf(during, 'capture_to_send_seconds_bucket', { le: '1.0' })).toBeGreaterThan(0);
    expect(valueOf(during, 'last_frame_age_seconds')).toBeLessThan(5);
    const older = await scrape('prometheus');
    expect(new Set(older.map(({ name }) => name).filter((name) => !/_(sum|count)$/.test(name)))).toEqual(
      new Set(during.map(({ name }) => name).filter((name) => !/_g?(sum|count)$/.test(name))),
    );

    await viewer[Symbol.asyncDispose]();
    await eventually(
      () => host.service.stats().renditions.length + host.service.peers.length,
      (count) => count === 0,
      20_000,
    );
    // The events of the same viewer.
    expect(joined).toMatchObject([{ streamName: 'default', viewers: 1, viewer: { state: 'connected' } }]);
    const [{ reason, totals } = {} as ViewerLeft, ...others] = left;
    // This viewer says nothing when it goes.
    expect([reason, others]).toEqual(['silent', []]);
    expect(totals.durationMs).toBeGreaterThan(1000);
    expect(totals.framesSent).toBeGreaterThanOrEqual(60);
    expect(totals.bytesSent).toBeGreaterThan(1000);
    expect(totals.rungs).toEqual([{ rung: 'full', durationMs: expect.any(Number) }]);
    const after = await scrape();
    expect(valueOf(after, 'viewers')).toBe(0);
    expect(valueOf(after, 'viewer_duration_seconds_count')).toBe(1);
    const isCounted = ({ name, type }: Sample): boolean =>
      type === 'counter' || (type === 'histogram' && /_(bucket|count)$/.test(name));
    for (const { name, labels, value } of during.filter(isCounted)) {
      const short = name.replace('webgear_rtc_', '');
      expect([name, labels, valueOf(after, short, labels) >= value]).toEqual([name, labels, true]);
    }
  }, 60_000);

  test('are those of the dashboard', async () => {
    await eventually(
      async () => (await scrape()).some(({ name }) => name === 'webgear_rtc_event_loop_delay_seconds'),
      (isMeasured) => isMeasured,
      10_000,
    );
    const samples = [...watched, ...(await scrape())];
    const names = new Set(samples.map(({ name }) => name));
    const text = readFileSync(dashboard, 'utf8');
    const shown = new Set(text.match(/webgear_rtc_\w+/g));
    // Those of a cluster are there where there is one.
    const isOfCluster = (name: string): boolean => name.startsWith('webgear_rtc_bus_');
    expect([...shown].filter((name) => !names.has(name) && !isOfCluster(name))).toEqual([]);
    expect(shown.size).toBeGreaterThan(20);
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    const grouped = [...text.matchAll(/by \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', '));
    // Prometheus itself adds the name of the server.
    expect([...new Set(grouped)].filter((label) => !labels.has(label)).sort()).toEqual(['instance']);
  }, 30_000);
});
