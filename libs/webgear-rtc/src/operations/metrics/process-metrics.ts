import { readFileSync } from 'node:fs';
import type { MetricFamily } from './metric-family.js';

const names: ReadonlySet<unknown> = new Set(['nestjs-webgear-rtc', 'webgear-rtc']);

/** Version of this library; `unknown` where an application is bundled into a file far from the package. */
export function libraryVersion(): string {
  // Beside the compiled code, in the repository, or beside a bundle.
  for (const up of ['./', '../', '../../', '../../../', '../../../../']) {
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8');
      const { name, version } = JSON.parse(text) as Readonly<Record<string, unknown>>;
      // The package of the application is found as well.
      if (names.has(name) && typeof version === 'string') return version;
    } catch {
      // Not there.
    }
  }
  return 'unknown';
}

/**
 * What is known of the process.
 *
 * @param version of this library
 * @param loopDelaySeconds how late the event loop is; `undefined` while unknown
 */
export function processMetrics(version: string, loopDelaySeconds: number | undefined): MetricFamily[] {
  return [
    {
      name: 'webgear_rtc_event_loop_delay_seconds',
      help: 'How late the event loop is: 99 of 100 turns were less late.',
      type: 'gauge',
      samples: loopDelaySeconds === undefined ? [] : [{ labels: {}, value: loopDelaySeconds }],
    },
    {
      name: 'webgear_rtc_build_info',
      help: 'Versions of this library and of Node.',
      type: 'info',
      samples: [{ labels: { version, node: process.versions.node }, value: 1 }],
    },
  ];
}
