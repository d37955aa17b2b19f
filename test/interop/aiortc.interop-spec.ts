import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findAiortcPython } from '../../tools/executables.mjs';
import { HostApp } from '../e2e/support/host-app.js';

const run = promisify(execFile);
const viewerScript = fileURLToPath(new URL('./aiortc-viewer.py', import.meta.url));

interface Seen {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly colours: number;
}

async function watch(url: string): Promise<Seen> {
  const python = findAiortcPython();
  if (python === undefined) throw new Error('There is no Python with aiortc: run `npm run setup:debian`');
  const { stdout } = await run(python, [viewerScript, url], { timeout: 60_000 });
  return JSON.parse(stdout) as Seen;
}

describe('a Python client made with aiortc', () => {
  let host: HostApp;

  beforeEach(async () => {
    host = await HostApp.start({ source: 'test:bars2', resolution: [640, 480], frameSizeReduction: 0 });
  }, 30_000);

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  test('plays the stream, whole and at its pace', async () => {
    const seen = await watch(host.url);
    expect(seen).toMatchObject({ frames: 15, width: 640, height: 480 });
    expect(seen.seconds).toBeGreaterThan(0.3);
    expect(seen.seconds).toBeLessThan(3);
    // Not one flat colour: the frame itself came through.
    expect(seen.colours).toBeGreaterThan(20);
  }, 90_000);
});
