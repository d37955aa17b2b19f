import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

// jest loads ES modules only with this flag; which Node runs it (20, 22, 24, …) is the caller's choice.
const nodeFlags = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--import',
  new URL('typescript-threads.mjs', import.meta.url).href,
];
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const [project = 'unit', ...args] = process.argv.slice(2);

// `--selectProjects` takes every word that follows for a project, so it comes last.
const { status } = spawnSync(process.execPath, [...nodeFlags, jest, ...args, '--selectProjects', project], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exitCode = status ?? 1;
