import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { RtspCamera, type RtspCameraOptions } from '../../testing/rtsp-camera.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';

const clock = new SystemCaptureClock();
// Of no codec that this process reads itself, so that FFmpeg reads the camera.
const foreignSound = 'm=audio 0 RTP/AVP 97\r\na=rtpmap:97 G726-16/8000\r\na=control:sound';

describe('a camera beside sixteen that hang', () => {
  let h264: Buffer;
  const cameras: RtspCamera[] = [];

  beforeAll(async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('film.h264');
    const encode = '-t 2 -i testsrc2=s=160x120:r=25 -c:v libx264 -g 12 -bf 0 -pix_fmt yuv420p'.split(' ');
    execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', ...encode, path]);
    h264 = await readFile(path);
  });

  afterAll(async () => {
    for (const camera of cameras) await camera[Symbol.asyncDispose]();
  });

  async function start(options: Partial<RtspCameraOptions> = {}): Promise<VideoSource> {
    const camera = await RtspCamera.start({ h264, ...options });
    cameras.push(camera);
    return createVideoSource({ source: camera.url, passthrough: 'never', clock });
  }

  async function firstFrameMs(source: VideoSource): Promise<number> {
    const startMs = performance.now();
    await source.open(new AbortController().signal);
    for await (const frame of source.frames()) {
      frame.close();
      break;
    }
    return performance.now() - startMs;
  }

  it.each([
    ['connect', 'this process', {}],
    ['describe', 'this process', {}],
    ['play', 'this process', {}],
    ['connect', 'FFmpeg', { tracksAfter: [foreignSound] }],
    ['play', 'FFmpeg', { tracksAfter: [foreignSound] }],
  ] as const)(
    'has its first frame as soon as alone when they hang at "%s", read by %s',
    async (hangsAt, _reader, tracks) => {
      const alone = await start(tracks);
      const aloneMs = await firstFrameMs(alone);
      await alone.close();
      const leaving = new AbortController();
      const hanging = await Promise.all(Array.from({ length: 16 }, () => start({ hangsAt, ...tracks })));
      const opening = hanging.map((source) => source.open(leaving.signal).catch(() => undefined));
      const good = await start(tracks);
      const ms = await firstFrameMs(good);
      process.stderr.write(`${hangsAt}: alone ${Math.round(aloneMs)} ms, beside ${Math.round(ms)} ms\n`);
      await good.close();
      leaving.abort();
      await Promise.all(opening);
      await Promise.all(hanging.map((source) => source.close()));
      // They give up after ten seconds; before that, nobody who waited for one of them would have a frame.
      expect(ms).toBeLessThan(aloneMs + 5000);
    },
    90_000,
  );
});
