import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findWebRtcPython } from '../../tools/executables.mjs';
import { makeVideoFile } from '../../libs/webgear-rtc/src/testing/make-video-file.js';
import { temporaryFolder } from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { HostApp } from '../e2e/support/host-app.js';

const run = promisify(execFile);
const viewerScript = fileURLToPath(new URL('./gstreamer/viewer.py', import.meta.url));

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
      source: 'test:bars2',
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

test('a GStreamer pipeline plays the H.265 of a source as it is', async () => {
  const folder = await temporaryFolder();
  const source = folder.file('film.mp4');
  const encoderOptions = { preset: 'ultrafast', tune: 'zerolatency', g: '25', 'x265-params': 'open-gop=0' };
  const film = { width: 640, height: 480, framerate: 25, seconds: 4 };
  await makeVideoFile(source, { ...film, codec: 'h265', encoderOptions });
  await using host = await HostApp.start({
    source,
    loop: true,
    frameSizeReduction: 0,
    codecs: ['h265', 'h264'],
    keepWarm: true,
  });
  expect(await watch(host.url, 'h265')).toMatchObject({ frames: 15, width: 640, height: 480 });
  expect(host.service.stats()).toMatchObject({
    framesDecoded: 0,
    renditions: [{ codec: 'h265', passthrough: true, encodersOpened: 0 }],
  });
  await folder[Symbol.asyncDispose]();
}, 60_000);
