import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTree, RunWatch } from './run-watch.mjs';

const LOOK_EVERY_MS = 1000;

// jest loads ES modules only with the first flag; which Node runs it (20, 22, 24, …) is the caller's choice.
const nodeFlags = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  ...['typescript-threads.mjs', 'heartbeat.mjs'].flatMap((file) => [
    '--import',
    new URL(file, import.meta.url).href,
  ]),
];
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const [project = 'unit', ...args] = process.argv.slice(2);

// Sources that are silent each keep a thread busy; several are watched at once, and none may wait for another.
const manySources =
  project === 'matrix' ? { UV_THREADPOOL_SIZE: process.env['UV_THREADPOOL_SIZE'] ?? '16' } : {};

// A test that is cut off cannot tidy up after itself: what it leaves goes with the folder of its run.
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-run-'));
// A caller that limits the run sets the folder, to read there what ran when the limit was reached.
const progress = process.env['WEBGEAR_TEST_PROGRESS'] ?? join(folder, 'progress');
mkdirSync(progress, { recursive: true });
try {
  // `--selectProjects` takes every word that follows for a project, so it comes last.
  const child = spawn(process.execPath, [...nodeFlags, jest, ...args, '--selectProjects', project], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...manySources,
      // Within a test, changes of the environment do not reach the library that reads it.
      SVT_LOG: '0',
      TMPDIR: folder,
      TEMP: folder,
      TMP: folder,
      WEBGEAR_TEST_PROGRESS: progress,
    },
  });
  const ended = once(child, 'exit');
  const watch = new RunWatch(progress);
  const looking = setInterval(() => {
    const { lines, blocked } = watch.look();
    for (const line of lines) process.stderr.write(`[${project}] ${line}\n`);
    if (blocked) killTree(child.pid);
  }, LOOK_EVERY_MS);
  // Ctrl-C goes to jest as well, whose end is awaited.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [status] = await ended;
  clearInterval(looking);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
