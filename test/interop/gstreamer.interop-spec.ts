import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findWebRtcPython } from '../../tools/executables.mjs';
import { HostApp } from '../e2e/support/host-app.js';

const run = promisify(execFile);
const viewerScript = fileURLToPath(new URL('./gstreamer-viewer.py', import.meta.url));

interface Seen {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly colours: number;
}

async function watch(url: string, codec: string): Promise<Seen> {
  const python = findWebRtcPython();
  if (python === undefined) {
    throw new Error('There is no Python with GStreamer’s WebRTC: run `npm run setup:debian`');
  }
  const { stdout } = await run(python, [viewerScript, url, codec], { timeout: 60_000 });
  return JSON.parse(stdout) as Seen;
}

describe('a GStreamer pipeline with webrtcbin', () => {
  let host: HostApp;

  beforeAll(async () => {
    host = await HostApp.start({
      source: 'test:',
      resolution: [640, 480],
      frameSizeReduction: 0,
      codecs: ['h264', 'vp8', 'vp9', 'h265'],
    });
  }, 30_000);

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });

  test.each(['h264', 'vp8', 'vp9', 'h265'])(
    'that offers %s plays the stream',
    async (codec) => {
      const seen = await watch(host.url, codec);
      expect(seen).toMatchObject({ frames: 15, width: 640, height: 480 });
      expect(seen.seconds).toBeGreaterThan(0.3);
      expect(seen.seconds).toBeLessThan(3);
      // Not one flat colour: the frame itself came through.
      expect(seen.colours).toBeGreaterThan(20);
    },
    90_000,
  );
});
