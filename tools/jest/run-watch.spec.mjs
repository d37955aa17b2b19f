import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunWatch } from './run-watch.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-watch-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = join(import.meta.dirname, '../../test/some.spec.ts');
const running = (...entries) => writeFileSync(join(folder, 'running.json'), JSON.stringify(entries));
const beat = (count) => writeFileSync(join(folder, `${process.pid}.beat`), String(count));

test('names a test that takes long, and again when it has taken twice that', () => {
  let nowMs = 0;
  const watch = new RunWatch(folder, { nowMs: () => nowMs });
  running({ path, test: 'a › b', sinceMs: 0 });
  const said = [];
  for (; nowMs < 130_000; nowMs += 1000) said.push(...watch.look().lines);
  expect(said).toEqual([30, 60, 120].map((s) => `still running after ${s} s: test/some.spec.ts › a › b`));
});

test('ends a run whose event loop stands still, and says what ran', () => {
  const watch = new RunWatch(folder);
  running({ path, test: 'a › b', sinceMs: Date.now() });
  beat(0);
  let looks = 0;
  let result;
  do result = watch.look();
  while (!result.blocked && ++looks < 1000);
  expect(looks).toBe(120);
  expect(result.lines.join('\n')).toMatch(/stood still for 120 s[^]*was running for \d+ s: .* › a › b/);
});

test('lets a run go on whose event loop turns', () => {
  const watch = new RunWatch(folder);
  for (let count = 0; count < 500; count++) {
    if (count % 100 === 0) beat(count);
    expect(watch.look()).toEqual({ lines: [], blocked: false });
  }
});

test('ends a fork that does not become a program, for which spawn waits', () => {
  const killed = [];
  const fork = { pid: 77 };
  const watch = new RunWatch(folder, { forkedOnly: () => [fork], kill: (pid) => killed.push(pid) });
  beat(0);
  const said = [];
  for (let look = 0; look < 11; look++) said.push(...watch.look().lines);
  expect(killed).toEqual([77]);
  expect(said).toEqual([expect.stringMatching(/waits in spawn\(\) for child 77/)]);
});
