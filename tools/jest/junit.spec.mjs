import { expect, test } from '@jest/globals';
import { junitXml } from './junit.mjs';
import { joinTries } from './results.mjs';

const one = (name, status, failures = [], path = '/r/a.spec.ts') => ({
  path,
  name,
  status,
  seconds: 0.5,
  failures,
});
const run = (tests, repeated = []) => ({ tests, repeated, complete: true });

test('a test that passes at the second attempt is flaky, and one that fails twice has failed', () => {
  const first = run([
    one('steady', 'passed'),
    one('flaky', 'failed', ['\u001B[31mwas 1 < 2\u001B[39m\nat a.spec.ts:1']),
    one('broken', 'failed', ['first']),
    one('elsewhere', 'passed', [], '/r/b.spec.ts'),
  ]);
  const second = run([
    one('steady', 'passed'),
    one('flaky', 'passed'),
    one('broken', 'failed', ['second', 'more']),
  ]);
  const tests = joinTries(first, second);
  expect(tests.map(({ name }) => name)).toEqual(['elsewhere', 'steady', 'flaky', 'broken']);
  const xml = junitXml('/r', [{ name: 'unit', seconds: 2, tests }]);
  expect(xml).toContain('<testsuite name="unit" tests="4" failures="1" skipped="0" flakes="1" time="2.000">');
  expect(xml).toContain('<flakyFailure message="was 1 &lt; 2" type="Error">was 1 &lt; 2\nat a.spec.ts:1<');
  expect(xml).toMatch(/<failure message="second"[^]*<rerunFailure message="first"/);
  expect(xml.match(/<testcase classname="a.spec.ts" name="steady" time="0.500"><\/testcase>/g)).toHaveLength(
    1,
  );
});

test('a test that measured twice is flaky though it never failed', () => {
  const repeated = [{ path: '/r/a.spec.ts', test: 'late', reason: 'timing: 3 s' }];
  const tests = joinTries(run([one('late', 'passed'), one('other', 'passed')], repeated), undefined);
  const xml = junitXml('/r', [{ name: 'e2e', seconds: 2, tests }]);
  expect(xml.match(/<flakyFailure message="measured again: timing: 3 s"/g)).toHaveLength(1);
});

test('the machine is at fault only where nothing else was', () => {
  const byHost = { path: '/r/a.spec.ts', test: 'late', reason: 'the host kept 9 %', isByHost: true };
  const late = { ...byHost, reason: 'timing: 3 s', isByHost: false };
  const first = (repeated) => run([one('late', 'passed')], repeated);
  expect(joinTries(first([byHost]), undefined)[0].isByHost).toBe(true);
  expect(joinTries(first([byHost, late]), undefined)[0].isByHost).toBe(false);
  const failed = run([one('late', 'failed', ['no'])], [byHost]);
  expect(joinTries(failed, first([]))[0].isByHost).toBe(false);
});

test('a test that was left out is skipped, not passed', () => {
  const tests = joinTries(run([one('todo', 'todo')]), undefined);
  expect(junitXml('/r', [{ name: 'unit', seconds: 2, tests }])).toMatch(/skipped="1"[^]*<skipped\/>/);
});
