import { expect, test } from '@jest/globals';
import { summarize } from './summary.mjs';

const one = (name, status = 'passed', reasons = []) => ({
  path: '/r/a.spec.ts',
  name,
  status,
  seconds: 0.5,
  failures: [],
  reasons,
});
const flaky = (name) => one(name, 'passed', ['was 1\nat a.spec.ts:1', 'measured again: timing: 3 s']);

test('a test that needed a second attempt is named, and counted neither as passed nor as failed', () => {
  const { lines, exitCode } = summarize([one('steady'), flaky('late')]);
  expect(lines).toEqual([
    '',
    'FLAKY, passed at the second attempt only: late',
    '  was 1',
    '  measured again: timing: 3 s',
    '',
    '1 passed, 0 failed, 1 flaky',
  ]);
  expect(exitCode).toBe(0);
});

test('five such tests let the run pass, and six do not', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map(flaky);
  expect(summarize([...five, one('g')]).exitCode).toBe(0);
  const { lines, exitCode } = summarize([...five, flaky('f')]);
  expect([lines.at(-1), exitCode]).toEqual(['0 passed, 0 failed, 6 flaky', 1]);
  expect(lines.at(-3)).toMatch(/^FAILED: more than 5 tests or files/);
});

test('a file that ran twice counts once, however many of its tests failed at first', () => {
  const twice = (name, path = '/r/a.spec.ts') => ({ ...flaky(name), path, isSecondTry: true });
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(summarize(six.map((name) => twice(name))).exitCode).toBe(0);
  expect(summarize(six.map((name) => twice(name, `/r/${name}.spec.ts`))).exitCode).toBe(1);
});

test('what is known to be the fault of the machine is named, and lets the run pass', () => {
  const late = { ...flaky('a'), isByHost: true };
  const { lines, exitCode } = summarize([late, late, late, late, late, late]);
  expect([lines.at(-1), exitCode]).toEqual(['0 passed, 0 failed, 6 flaky', 0]);
});

test('a test that failed twice or was left out has failed, and is named', () => {
  const { lines, exitCode } = summarize([one('a'), one('b', 'failed', ['before']), one('c', 'todo')]);
  expect([lines.at(-1), exitCode]).toEqual(['1 passed, 2 failed, 0 flaky', 1]);
  expect(lines.slice(0, -1)).toEqual(['', 'FAILED: b', '  failed', '', 'FAILED: c', '  todo', '']);
  const broken = { ...one('b', 'failed'), failures: ['was 1\nat a.spec.ts:1'] };
  expect(summarize([broken]).lines).toContain('  was 1');
});
