// What cameras cost that are registered, and those that are watched: real RTSP cameras of GStreamer's server, in passthrough.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { usageOf } from './cameras/process-tree.mjs';
import { cpuSeconds } from './machine-load.mjs';
import { AskedProcess } from './run/asked-process.mjs';
import { startCamera } from './sound/camera.mjs';
import { OurServer } from './viewers/our-server.mjs';

const registered = Number(process.env.BENCH_CAMERAS ?? 64);
const watched = (process.env.BENCH_WATCHED ?? '1,2,8').split(',').map(Number);
const windowMs = Number(process.env.BENCH_WINDOW_MS ?? 15_000);
// Until the engine has compiled what is used often: cameras are watched for longer than that. The film must not end before the window does.
const warmUpMs = Number(process.env.BENCH_WARM_UP_MS ?? 30_000);
const framerate = 25;
const say = (text) => process.stdout.write(`${text}\n`);

const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-cameras-'));
const film = join(folder, 'film.mkv');
const video = `-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g ${framerate} -b:v 2M -maxrate 2M -bufsize 2M`;
const made = spawnSync('ffmpeg', [
  ...`-loglevel error -f lavfi -i testsrc2=s=1280x720:r=${framerate} -f lavfi -i sine -t 60`.split(' '),
  ...`-pix_fmt yuv420p ${video} -c:a aac`.split(' '),
  film,
]);
if (made.status !== 0) throw new Error(made.stderr?.toString() ?? 'There is no ffmpeg.');

/** A server with so many streams of that camera. */
async function startServer(url, count) {
  const config = join(folder, `${count}.json`);
  const streams = Array.from({ length: count }, (_, index) => [
    `camera-${index}`,
    // Passthrough alone: a viewer that a busy machine keeps waiting would be given a smaller rendition, which has to be encoded.
    { source: url, audio: false, renditions: 'single' },
  ]);
  writeFileSync(config, JSON.stringify({ streams: Object.fromEntries(streams) }));
  return OurServer.start(['--config', config, '--max-peers', '1000', '--udp-address', '127.0.0.1']);
}

/** Use over a window, with the share of a core that it took. */
async function over(pid, ms) {
  const before = cpuSeconds(pid);
  const startMs = performance.now();
  await sleep(ms);
  const cores = (cpuSeconds(pid) - before) / ((performance.now() - startMs) / 1000);
  return { ...usageOf(pid), cores };
}

const camera = await startCamera('aac', film);
const row = (name, { cores, memoryMiB, threads, sockets, processes }) =>
  say(
    `${name.padEnd(24)} ${(100 * cores).toFixed(2).padStart(6)} % of a core  ${memoryMiB.toFixed(1).padStart(6)} MiB` +
      `  ${threads} threads  ${sockets} sockets  ${processes} processes`,
  );
try {
  const one = await startServer(camera.url, 1);
  await sleep(5000);
  const alone = await over(one.pid, windowMs);
  await one.close();
  row('1 registered', alone);
  const server = await startServer(camera.url, registered);
  const viewers = new AskedProcess(fileURLToPath(new URL('cameras/viewers.mjs', import.meta.url)));
  try {
    await sleep(5000);
    const idle = await over(server.pid, windowMs);
    row(`${registered} registered`, idle);
    for (const count of watched) {
      const urls = Array.from({ length: count }, (_, index) => `${server.url}camera-${index}/`);
      const { joinedMs } = await viewers.ask({ order: 'watch', urls });
      await sleep(warmUpMs);
      const before = await viewers.ask({ order: 'report' });
      const startMs = performance.now();
      const busy = await over(server.pid, windowMs);
      const after = await viewers.ask({ order: 'report' });
      const seconds = (performance.now() - startMs) / 1000;
      const rates = after.frames.map((frames, index) => (frames - before.frames[index]) / seconds);
      row(`${count} watched`, busy);
      say(
        `  each ${((100 * (busy.cores - idle.cores)) / count).toFixed(2)} % of a core, ` +
          `${((busy.memoryMiB - idle.memoryMiB) / count).toFixed(1)} MiB; joined in ${joinedMs.toFixed(0)} ms; ` +
          `frames a second ${Math.min(...rates).toFixed(1)} to ${Math.max(...rates).toFixed(1)} of ${framerate}`,
      );
      await viewers.ask({ order: 'leave' });
      // Sources stay open for five seconds, and a process that reads them for fifteen more.
      await sleep(8000);
    }
  } finally {
    await viewers.close();
    await server.close();
  }
} finally {
  await camera.close();
  rmSync(folder, { recursive: true, force: true });
}
