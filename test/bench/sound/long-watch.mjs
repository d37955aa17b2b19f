// Sound of a camera and of a looped file side by side for a quarter of an hour: whether the distance between sound and frames
// drifts, and whether the memory of the servers grows. One line per minute.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from '../../e2e/support/launch-chromium.mjs';
import { ServerProcess } from '../../e2e/support/server-process.mjs';
import { writeFilm } from '../../support/sound/film.mjs';
import { judgeSync } from '../../support/sound/judge-sync.mjs';
import { measureSound, openMeteredPage } from '../../support/sound/measure-sound.mjs';
import { watchLoad } from '../machine-load.mjs';
import { startCamera } from './camera.mjs';

const minutes = Number(process.env.BENCH_MINUTES ?? 15);
const settlingMs = 15_000;
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
const residentMiB = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const open = [];
try {
  const file = join(folder, 'file.mp4');
  await writeFilm(file, { seconds: 60 });
  const forCamera = join(folder, 'camera.mkv');
  await writeFilm(forCamera, { seconds: 60 * (minutes + 2), codec: 'aac' });
  const camera = await startCamera('aac', forCamera);
  open.push(camera);
  const browser = await launchChromium();
  open.push(browser);
  const watched = [];
  for (const [name, args] of [
    ['file, looped', ['--source', file, '--loop']],
    ['RTSP, AAC', ['--source', camera.url]],
  ]) {
    const server = await ServerProcess.start(['--frame-size-reduction', '0', ...args]);
    open.push({ close: () => server[Symbol.asyncDispose]() });
    const { page } = await openMeteredPage(browser, server.url);
    watched.push({ name, server, page });
  }
  say('watching');
  await sleep(settlingMs);
  for (let minute = 1; minute <= minutes; minute += 1) {
    const end = watchLoad({});
    const measured = await Promise.all(watched.map(({ page }) => measureSound(page, 57_000)));
    const { idle, steal } = end();
    for (const [index, { name, server }] of watched.entries()) {
      const { offsetsMs, concealedMs, lost } = measured[index];
      const { count, p50, p95Distance } = judgeSync(offsetsMs);
      const sync = `p50 ${p50.toFixed(0)} ms, p95 ${p95Distance.toFixed(0)} ms of ${count}`;
      const sound = `made up ${concealedMs.toFixed(0)} ms, lost ${lost}`;
      say(`${minute} | ${name} | ${sync} | ${sound} | ${residentMiB(server.pid).toFixed(0)} MiB`);
    }
    say(`${minute} | idle ${(100 * idle).toFixed(0)} %, steal ${(100 * steal).toFixed(0)} %`);
  }
} finally {
  for (const each of open.toReversed()) await each.close();
  rmSync(folder, { recursive: true, force: true });
}
