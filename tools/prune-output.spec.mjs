import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pruneOutput } from './prune-output.mjs';

describe('the output of a build', () => {
  let folder;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-prune-'));
    for (const path of [
      'src/room/kept.ts',
      'dist/room/kept.js',
      'dist/room/kept.js.map',
      'dist/room/kept.d.ts',
      'dist/room/gone.js',
      'dist/room/gone.js.map',
      'dist/room/gone.d.ts',
      'dist/templates/static/js/custom.js',
      'dist/.tsbuildinfo',
    ]) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function pruned(settings) {
    pruneOutput(join(folder, 'dist'), join(folder, 'src'), settings);
    return readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.includes('.'))
      .sort();
  }

  it('loses what was compiled from a source that is gone, and nothing else', () => {
    expect(pruned({ maps: true })).toEqual([
      '.tsbuildinfo',
      'room/kept.d.ts',
      'room/kept.js',
      'room/kept.js.map',
      'templates/static/js/custom.js',
    ]);
  });

  it('loses the maps of a build that writes none', () => {
    expect(pruned({ maps: false })).not.toContain('room/kept.js.map');
  });
});
