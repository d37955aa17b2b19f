import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNodeWithin } from './bounded-process.mjs';

const stay = 'setInterval(() => {}, 1000)';

it('says how a run ended that ends by itself', async () => {
  const limits = { limitMs: 30_000 };
  await expect(runNodeWithin(['-e', 'process.exit(3)'], limits)).resolves.toEqual({ status: 3 });
  await expect(runNodeWithin(['-e', ''], limits)).resolves.toEqual({ status: 0 });
});

it('ends a run that takes too long', async () => {
  const run = await runNodeWithin(['-e', stay], { limitMs: 500 });
  expect(run).toEqual({ status: 1, overran: 'limit' });
});

it('ends a run that has said its result and stays all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-'));
  try {
    const resultFile = join(folder, 'result');
    const program = `require('node:fs').writeFileSync(${JSON.stringify(resultFile)}, ''); ${stay}`;
    const run = await runNodeWithin(['-e', program], { limitMs: 30_000, resultFile, endingMs: 100 });
    expect(run).toEqual({ status: 1, overran: 'ending' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
