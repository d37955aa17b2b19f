import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runNodeWithin } from './bounded-process.mjs';
import { isNotRun, junitXml } from './jest/junit.mjs';
import { joinTries, readResults } from './jest/results.mjs';
import { describeRun } from './jest/run-watch.mjs';
import { summarize } from './jest/summary.mjs';

const root = resolve(import.meta.dirname, '..');

/** Where the JUnit report of all projects goes. */
const reportFile = process.env['WEBGEAR_TEST_REPORT'] || join(root, 'test-results', 'junit.xml');

/** What has to be there before the first test: the programs the tests drive, and the build. */
const steps = ['tools/ensure-test-programs.mjs', 'tools/build.mjs'];

const stepLimitMinutes = 20;

/** More files than this do not fail by chance. */
const mostSecondTries = 4;

/** Half the processors, as otherwise, but no fewer than two: these tests have a clock of their own, or mostly wait. */
const twoAtOnce = `--maxWorkers=${Math.max(2, Math.floor(availableParallelism() / 2))}`;

/**
 * The tests, and how many minutes each project may take: five times what it takes on two idle cores. A stage begins when the
 * one before has ended. Other stacks and the matrix mostly wait, so what has generous limits of time runs in the background
 * beside them, one project after another; the browser tests have the machine to themselves, and those that measure media one after another.
 */
const stages = [
  { foreground: [{ name: 'unit', limitMinutes: 15, args: [twoAtOnce] }] },
  {
    foreground: [{ name: 'interop', limitMinutes: 15, args: ['--runInBand'] }],
    background: [
      { name: 'hostile', limitMinutes: 10, args: ['--runInBand'] },
      { name: 'soak', limitMinutes: 10, args: ['--runInBand'] },
      { name: 'fuzz', limitMinutes: 10, args: ['--maxWorkers=1'] },
      { name: 'cluster', limitMinutes: 10, args: ['--runInBand'] },
    ],
  },
  {
    foreground: [{ name: 'matrix', limitMinutes: 25, args: ['--runInBand'] }],
    background: [
      { name: 'package', limitMinutes: 15, args: ['--runInBand'] },
      { name: 'examples', limitMinutes: 10, args: ['--runInBand'] },
    ],
  },
  {
    foreground: [
      { name: 'pages', limitMinutes: 20, args: [twoAtOnce] },
      { name: 'e2e', limitMinutes: 30, args: ['--runInBand'] },
    ],
  },
];

/** Builds, then runs every test: the browser tests drive what was built. Ends with `N passed, N failed, N flaky` of them all. */
async function testEverything() {
  for (const step of steps) {
    const { status, overran } = await runNodeWithin([step], { limitMs: stepLimitMinutes * 60_000 });
    if (overran !== undefined) process.stderr.write(`${step} took more than ${stepLimitMinutes} minutes.\n`);
    if (status !== 0) process.exit(status);
  }
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-test-'));
  // The folders of runs that are cut off go with this one.
  process.env['TMPDIR'] = folder;
  const reports = [];
  try {
    for (const { foreground, background = [] } of stages) {
      const both = await Promise.all([
        testProjects(foreground, folder, false),
        testProjects(background, folder, true),
      ]);
      reports.push(...both.flat());
      // Whatever held this one up would hold up the rest as well.
      if (reports.some(({ overran }) => overran)) break;
    }
  } finally {
    rmSync(folder, { recursive: true });
    writeReport(reports);
  }
  const { lines, exitCode } = summarize(reports.flatMap((report) => report.tests));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = exitCode;
}

/** Runs projects one after another. */
async function testProjects(projects, folder, isInBackground) {
  const reports = [];
  for (const project of projects) {
    const report = await testProject({ ...project, isInBackground }, folder);
    reports.push(report);
    if (report.overran) break;
  }
  return reports;
}

/**
 * Runs the tests of a project, and those files once more that failed while all others went well: that tells broken from
 * flaky. What passes only then is reported as flaky.
 */
async function testProject(project, folder) {
  const startMs = performance.now();
  const first = await runProject(project, folder);
  const failedFiles = [...new Set(first.tests.filter(isFailed).map(({ path }) => path))];
  const triesAgain = first.complete && failedFiles.length > 0 && failedFiles.length <= mostSecondTries;
  let second;
  if (triesAgain) {
    process.stdout.write(`\nsecond try: ${failedFiles.join(', ')}\n`);
    second = await runProject(project, folder, ['--runTestsByPath', ...failedFiles]);
  }
  const seconds = (performance.now() - startMs) / 1000;
  process.stdout.write(`${project.name}: ${seconds.toFixed(0)} s\n`);
  const tests = [...joinTries(first, second), ...first.faults, ...(second?.faults ?? [])];
  return { name: project.name, seconds, tests, overran: first.overran };
}

async function runProject({ name, limitMinutes, args = [], isInBackground }, folder, files = []) {
  const progress = mkdtempSync(join(folder, 'progress-'));
  // What it waited for can be seen only while it is there.
  const said = [];
  const beforeKill = () => {
    said.push(...describeRun(progress));
    for (const line of said) process.stderr.write(`[${name}] ${line}\n`);
  };
  const { status, overran } = await runNodeWithin(['tools/jest/run.mjs', name, ...args, ...files], {
    limitMs: limitMinutes * 60_000,
    resultFile: join(progress, 'complete'),
    environment: { WEBGEAR_TEST_PROGRESS: progress },
    isInBackground,
    beforeKill,
  });
  const results = readResults(progress);
  const reason =
    overran === 'limit'
      ? `The ${name} tests took more than ${limitMinutes} minutes and were ended.`
      : overran === 'ending'
        ? `The ${name} tests are done but do not end: one of them left something open.`
        : `The ${name} tests ended with ${status}.`;
  if (overran !== undefined) process.stderr.write(`${reason}\n`);
  const isExplained = results.complete && results.tests.some((test) => isFailed(test));
  const faults = status === 0 || (isExplained && overran === undefined) ? [] : [runFault([reason, ...said])];
  return { ...results, faults, overran: overran === 'limit' };
}

/** A run that failed otherwise than by its tests is a failed test in the report. */
function runFault(lines) {
  const name = 'the run itself';
  return { path: root, name, status: 'failed', seconds: 0, failures: [lines.join('\n')], reasons: [] };
}

function isFailed(test) {
  return test.status === 'failed' || isNotRun(test);
}

function writeReport(reports) {
  mkdirSync(dirname(reportFile), { recursive: true });
  writeFileSync(reportFile, junitXml(root, reports));
  process.stdout.write(`\nJUnit report: ${reportFile}\n`);
}

await testEverything();
