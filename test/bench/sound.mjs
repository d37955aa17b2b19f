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
import { NetworkRelay } from '../support/network/relay.mjs';
import { startCamera } from './sound/camera.mjs';
import { startCustomSource } from './sound/custom-source.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
/** Chromium moves one track towards the other in steps of 80 ms, each a second apart at least. */
const settlingMs = 15_000;
const limitMs = 40;
const gapLimitMs = 60;
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const say = (text) => process.stdout.write(`${text}\n`);
const percent = (share) => `${(100 * share).toFixed(0)} %`;
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
const length = seconds + 30;

/**
 * A server of ours, and what ends with it. `lossRate` is that of its line to the browser, on which the sound is a tone without
 * end: what is missing of it is a gap.
 *
 * @typedef {{ url: string, pid: number, close: () => Promise<void>, lossRate?: number }} Started
 * @type {Record<string, () => Promise<Started>>}
 */
const sources = {
  file: async () => serve(['--source', await film('file.mp4'), '--loop']),
  'file, --threads 1': async () => serve(['--source', await film('file.mp4'), '--loop', '--threads', '1']),
  'RTSP, AAC': () => camera('aac'),
  'RTSP, G.711': () => camera('pcmu'),
  'custom source': () => startCustomSource(),
  'file, 2 % loss': async () => ({
    ...(await serve(['--source', await film('tone.mp4', { sound: 'tone' }), '--loop'])),
    lossRate: 0.02,
  }),
};

async function serve(args, closeSource = async () => {}) {
  const server = await ServerProcess.start(['--frame-size-reduction', '0', ...args]);
  const close = async () => {
    await server[Symbol.asyncDispose]();
    await closeSource();
  };
  return { url: server.url, pid: server.pid, close };
}

async function film(name, options = {}) {
  const path = join(folder, name);
  await writeFilm(path, { seconds: length, ...options });
  return path;
}

async function camera(codec) {
  const { url, close } = await startCamera(codec, await film(`${codec}.mkv`, { codec }));
  return serve(['--source', url], close);
}

/** A line with loss, at 40 ms round trip; the player tries again until it has an answer through it. */
async function throughLine(lossRate) {
  const line = { delayMs: 20, lossRate };
  const relay = await NetworkRelay.open([{ up: { delayMs: 20 }, down: line }], 77);
  return { relay, change: async (sdp) => (await relay.rewrite(sdp, 0)).sdp };
}

/** What is printed of a source: how far its beeps are from its flashes, or how long its tone was gone. */
function rowOf(name, { lossRate }, { offsetsMs, concealedMs, longestGapMs, lost }, { idle, steal }) {
  const machine = `idle ${percent(idle)}, steal ${percent(steal)}`;
  const made = `${concealedMs.toFixed(0)} ms`;
  if (lossRate !== undefined) {
    const verdict = longestGapMs <= gapLimitMs ? 'reached' : '**not reached**';
    const gap = `${verdict}: ${lost} packets lost, longest gap ${longestGapMs.toFixed(0)} ms of ${gapLimitMs}`;
    return [name, '', '', '', made, machine, gap];
  }
  const { count, p50, p95Distance } = judgeSync(offsetsMs);
  const verdict = p95Distance <= limitMs ? 'reached' : '**not reached**';
  return [
    name,
    `${p50.toFixed(0)} ms`,
    `${p95Distance.toFixed(0)} ms`,
    String(count),
    made,
    machine,
    verdict,
  ];
}

const rows = [];
const browser = await launchChromium();
try {
  for (const [name, start] of Object.entries(sources)) {
    if (only.length > 0 && !only.some((word) => name.startsWith(word))) continue;
    const server = await start();
    const line = server.lossRate === undefined ? undefined : await throughLine(server.lossRate);
    try {
      const opened = await openMeteredPage(browser, server.url, line?.change);
      await sleep(settlingMs);
      const end = watchLoad({ server: server.pid });
      const measured = await measureSound(opened.page, seconds * 1000);
      const load = end();
      await opened.close();
      const row = rowOf(name, server, measured, load);
      rows.push(row);
      say(row.join(' | '));
    } finally {
      await line?.relay[Symbol.asyncDispose]();
      await server.close();
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes('--write')) {
  const path = fileURLToPath(new URL('../../docs/reference/performance.md', import.meta.url));
  const head = ['source', 'p50', 'p95 of the distance', 'beeps', 'made-up sound', 'machine', 'limit'];
  const conditions = `${seconds} s each at 720p30 (custom source: 360p30), after ${settlingMs / 1000} s; positive where the beep is late. The limit is ± ${limitMs} ms at p95, and with loss no gap over ${gapLimitMs} ms.`;
  const text = `${conditions}\n\n${markdownLines([head, ...rows])}`;
  const page = replaceBetweenMarkers(readFileSync(path, 'utf8'), 'sound', text);
  writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
}
