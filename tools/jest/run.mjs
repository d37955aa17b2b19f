import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// jest loads ES modules only with this flag; which Node runs it (20, 22, 24, …) is the caller's choice.
const nodeFlags = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--import',
  new URL('typescript-threads.mjs', import.meta.url).href,
];
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const [project = 'unit', ...args] = process.argv.slice(2);

// Sources that are silent each keep a thread busy; several are watched at once, and none may wait for another.
const manySources =
  project === 'matrix' ? { UV_THREADPOOL_SIZE: process.env['UV_THREADPOOL_SIZE'] ?? '16' } : {};

// A test that is cut off cannot tidy up after itself: what it leaves goes with the folder of its run.
const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-run-'));
try {
  // `--selectProjects` takes every word that follows for a project, so it comes last.
  const { status } = spawnSync(process.execPath, [...nodeFlags, jest, ...args, '--selectProjects', project], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...manySources, TMPDIR: folder, TEMP: folder, TMP: folder },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
