import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What has to be there before the first test: the build, and the programs the tests drive. */
const steps = [
  'tools/build.mjs',
  'tools/ensure-chromium.mjs',
  'tools/ensure-aiortc.mjs',
  'tools/ensure-ffmpeg.mjs',
  'tools/ensure-gstreamer.mjs',
  'tools/ensure-rtsp-server.mjs',
  'tools/ensure-xvfb.mjs',
];

/** Builds, then runs every test: the browser tests drive what was built. Ends with `N passed, N failed` of them all. */
function testEverything() {
  for (const step of steps) {
    const status = runNode([step]);
    if (status !== 0) process.exit(status);
  }
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-test-'));
  try {
    // The browser tests measure time, so they have the machine to themselves and run one after another.
    const totals = [
      testProject('unit', folder),
      testProject('fuzz', folder),
      testProject('interop', folder),
      testProject('package', folder, ['--runInBand']),
      testProject('soak', folder, ['--runInBand']),
      testProject('examples', folder, ['--runInBand']),
      testProject('e2e', folder, ['--runInBand']),
    ];
    const sum = (key) => totals.reduce((total, project) => total + project[key], 0);
    process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
    process.exitCode = totals.every(({ status }) => status === 0) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function testProject(project, folder, args = []) {
  const outputFile = join(folder, `${project}.json`);
  const status = runNode(['tools/jest/run.mjs', project, '--json', `--outputFile=${outputFile}`, ...args]);
  if (!existsSync(outputFile)) return { status: 1, passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(outputFile, 'utf8'));
  const notRun = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + notRun;
  return { status, passed: results.numPassedTests, failed };
}

function runNode(args) {
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

testEverything();
