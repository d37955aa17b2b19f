import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNodeWithin } from './bounded-process.mjs';
import { describeRun } from './jest/run-watch.mjs';

/** What has to be there before the first test: the build, and the programs the tests drive. */
const steps = [
  'tools/build.mjs',
  'tools/ensure-chromium.mjs',
  'tools/ensure-aiortc.mjs',
  'tools/ensure-ffmpeg.mjs',
  'tools/ensure-gstreamer.mjs',
  'tools/ensure-rtsp-server.mjs',
  'tools/ensure-webrtcbin.mjs',
  'tools/ensure-coturn.mjs',
  'tools/ensure-firefox.mjs',
  'tools/ensure-xvfb.mjs',
];

const stepLimitMinutes = 10;

/** More files than this do not fail by chance. */
const mostSecondTries = 4;

/** Half the processors, as otherwise, but no fewer than two: these tests have a clock of their own, or need none. */
const twoAtOnce = `--maxWorkers=${Math.max(2, Math.floor(availableParallelism() / 2))}`;

/**
 * The tests, and how many minutes each may take: five times what they take on two idle cores. The browser tests
 * measure time, so they have the machine to themselves and run one after another.
 */
const projects = [
  { name: 'unit', limitMinutes: 15, args: [twoAtOnce] },
  { name: 'fuzz', limitMinutes: 5, args: [twoAtOnce] },
  { name: 'interop', limitMinutes: 10 },
  { name: 'matrix', limitMinutes: 25, args: ['--runInBand'] },
  { name: 'hostile', limitMinutes: 5 },
  { name: 'package', limitMinutes: 15, args: ['--runInBand'] },
  { name: 'soak', limitMinutes: 5, args: ['--runInBand'] },
  { name: 'examples', limitMinutes: 10, args: ['--runInBand'] },
  { name: 'e2e', limitMinutes: 20, args: ['--runInBand'] },
];

/** Builds, then runs every test: the browser tests drive what was built. Ends with `N passed, N failed` of them all. */
async function testEverything() {
  for (const step of steps) {
    const { status, overran } = await runNodeWithin([step], { limitMs: stepLimitMinutes * 60_000 });
    if (overran !== undefined) process.stderr.write(`${step} took more than ${stepLimitMinutes} minutes.\n`);
    if (status !== 0) process.exit(status);
  }
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-test-'));
  // The folders of runs that are cut off go with this one.
  process.env['TMPDIR'] = folder;
  const totals = { passed: 0, failed: 0 };
  const secondTries = [];
  try {
    for (const project of projects) {
      const result = await testProject(project, folder);
      totals.passed += result.passed;
      totals.failed += result.failed;
      secondTries.push(...result.triedAgain);
      // Whatever held this one up would hold up the rest as well.
      if (result.overran) break;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Said at the end, where it is seen: a test that passes by chance is a failure to mend.
  for (const file of secondTries) process.stdout.write(`\nNEEDED A SECOND TRY, to be mended: ${file}\n`);
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}

/**
 * Runs the tests of a project, and those files once more that failed while all others went well: many tests run on the
 * true clock, beside whatever else the machine does. What needs a second try is named; it wants mending.
 */
async function testProject(project, folder) {
  const startMs = performance.now();
  const first = await runProject(project, folder);
  const { failedFiles } = first;
  let { passed, failed } = first;
  const triedAgain = [];
  if (!first.overran && failedFiles.length > 0 && failedFiles.length <= mostSecondTries) {
    process.stdout.write(`\nsecond try: ${failedFiles.join(', ')}\n`);
    triedAgain.push(...failedFiles);
    const second = await runProject(project, folder, ['--runTestsByPath', ...failedFiles]);
    passed = first.passedElsewhere + second.passed;
    failed = second.failed;
  }
  process.stdout.write(`${project.name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s\n`);
  return { passed, failed, triedAgain, overran: first.overran };
}

async function runProject({ name, limitMinutes, args = [] }, folder, files = []) {
  const resultFile = join(folder, `${name}.json`);
  rmSync(resultFile, { force: true });
  const progress = mkdtempSync(join(folder, 'progress-'));
  process.env['WEBGEAR_TEST_PROGRESS'] = progress;
  // What it waited for can be seen only while it is there.
  const beforeKill = () => {
    for (const line of describeRun(progress)) process.stderr.write(`[${name}] ${line}\n`);
  };
  const { status, overran } = await runNodeWithin(
    ['tools/jest/run.mjs', name, '--json', `--outputFile=${resultFile}`, ...args, ...files],
    { limitMs: limitMinutes * 60_000, resultFile, beforeKill },
  );
  if (overran === 'limit') {
    process.stderr.write(`The ${name} tests took more than ${limitMinutes} minutes and were ended.\n`);
  }
  if (overran === 'ending') {
    process.stderr.write(`The ${name} tests are done but do not end: one of them left something open.\n`);
  }
  const results = readResults(resultFile);
  const didNotEndWell = status !== 0 && results.failed === 0 ? 1 : 0;
  return { ...results, failed: results.failed + didNotEndWell, overran: overran === 'limit' };
}

function readResults(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, failedFiles: [], passedElsewhere: 0 };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const notRun = results.numPendingTests + results.numTodoTests;
  const failedSuites = results.testResults.filter(({ status }) => status === 'failed');
  const passedIn = (suites) =>
    suites.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed')
      .length;
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites + notRun,
    failedFiles: failedSuites.map(({ name }) => name),
    passedElsewhere: results.numPassedTests - passedIn(failedSuites),
  };
}

await testEverything();
