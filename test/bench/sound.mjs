// How well sound and frames come together in Chromium: a minute of each source, and with 2 % of loss. With `--write` the
// table goes into docs/reference/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { format, resolveConfig } from 'prettier';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../e2e/support/server-process.mjs';
import { writeFilm } from '../support/sound/film.mjs';
import { judgeSync } from '../support/sound/judge-sync.mjs';
import { measureSound, openMeteredPage } from '../support/sound/measure-sound.mjs';
import { watchLoad } from './machine-load.mjs';
import { markdownLines, replaceBetweenMarkers } from './report/table.mjs';
import { startCamera } from './sound/camera.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
/** Chromium moves one track towards the other in steps of 80 ms, each a second apart at least. */
const settlingMs = 15_000;
const limitMs = 40;
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const say = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(0)} %`;
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
const length = seconds + 30;

/** @type {Record<string, () => Promise<{ args: string[], close?: () => Promise<void> }>>} */
const sources = {
  file: async () => ({ args: ['--source', await film('file.mp4'), '--loop'] }),
  'file, --threads 1': async () => ({
    args: ['--source', await film('file.mp4'), '--loop', '--threads', '1'],
  }),
  'RTSP, AAC': () => camera('aac'),
  'RTSP, G.711': () => camera('pcmu'),
};

async function film(name, options = {}) {
  const path = join(folder, name);
  await writeFilm(path, { seconds: length, ...options });
  return path;
}

async function camera(codec) {
  const { url, close } = await startCamera(codec, await film(`${codec}.mkv`, { codec }));
  return { args: ['--source', url], close };
}

const rows = [];
const browser = await launchChromium();
try {
  for (const [name, start] of Object.entries(sources)) {
    if (only.length > 0 && !only.some((word) => name.startsWith(word))) continue;
    const { args, close } = await start();
    const server = await ServerProcess.start(['--frame-size-reduction', '0', ...args]);
    try {
      const opened = await openMeteredPage(browser, server.url);
      await sleep(settlingMs);
      const end = watchLoad({ server: server.pid });
      const measured = await measureSound(opened.page, seconds * 1000);
      const { idle, steal } = end();
      await opened.close();
      const { count, p50, p95Distance } = judgeSync(measured.offsetsMs);
      const row = [
        name,
        `${p50.toFixed(0)} ms`,
        `${p95Distance.toFixed(0)} ms`,
        String(count),
        `${measured.concealedMs.toFixed(0)} ms`,
        `idle ${percent(idle)}, steal ${percent(steal)}`,
        p95Distance <= limitMs ? 'reached' : '**not reached**',
      ];
      rows.push(row);
      say(row.join(' | '));
    } finally {
      await server[Symbol.asyncDispose]();
      await close?.();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes('--write')) {
  const path = fileURLToPath(new URL('../../docs/reference/performance.md', import.meta.url));
  const head = ['source', 'p50', 'p95 of the distance', 'beeps', 'made-up sound', 'machine', '± 40 ms'];
  const conditions = `${seconds} s each at 720p30, after ${settlingMs / 1000} s; positive where the beep is late.`;
  const text = `${conditions}\n\n${markdownLines([head, ...rows])}`;
  const page = replaceBetweenMarkers(readFileSync(path, 'utf8'), 'sound', text);
  writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
}
