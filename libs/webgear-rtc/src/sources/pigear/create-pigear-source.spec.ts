import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isEncoded } from '../../media/encoded-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { Backend } from '../../options/backend.js';
import { programPath, stubProgram } from '../../testing/stub-program.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource, type CreateVideoSourceOptions } from '../create-video-source.js';
import { InterruptibleSource } from '../playback/interruptible-source.js';
import { capturedFrames } from '../playback/play-source.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { until } from '../../testing/until.js';

const clock = new SystemCaptureClock();
const FRAMES = 25;

describe('the camera of a Raspberry Pi', () => {
  let recordings: TemporaryFolder;
  let folder: TemporaryFolder;
  let restorePath: () => void;
  let source: VideoSource;

  beforeAll(async () => {
    recordings = await temporaryFolder();
    const record = async (name: string, ...codec: string[]) => {
      const pattern = `testsrc2=size=128x96:rate=25:duration=1`;
      const args = [
        '-y',
        '-f',
        'lavfi',
        '-i',
        pattern,
        '-pix_fmt',
        'yuv420p',
        ...codec,
        recordings.file(name),
      ];
      await promisify(execFile)(process.env['FFMPEG_PATH'] || 'ffmpeg', args);
    };
    const baseline = ['-profile:v', 'baseline', '-tune', 'zerolatency', '-g', '10'];
    await record('camera.h264', '-c:v', 'libx264', ...baseline, '-x264-params', 'repeat-headers=1');
    await record('camera.yuv', '-f', 'rawvideo');
  });

  afterAll(async () => recordings[Symbol.asyncDispose]());

  beforeEach(async () => {
    folder = await temporaryFolder();
    restorePath = programPath(folder);
  });

  afterEach(async () => {
    await source.close();
    restorePath();
    await folder[Symbol.asyncDispose]();
  });

  /** A fake camera program that records its arguments and plays a recording as the test specifies. */
  async function camera(behaviour: string, name = 'rpicam-vid'): Promise<void> {
    await stubProgram(
      folder,
      name,
      `import { appendFileSync, readFileSync } from 'node:fs';
       const args = process.argv.slice(2).join(' ');
       appendFileSync(${JSON.stringify(folder.file('calls'))}, ${JSON.stringify(name)} + ' ' + args + '\\n');
       const raw = args.includes('--codec yuv420');
       const recording = readFileSync(${JSON.stringify(recordings.file('camera.'))} + (raw ? 'yuv' : 'h264'));
       const write = async (bytes) => {
         for (let from = 0; from < bytes.length; from += 5000) {
           process.stdout.write(bytes.subarray(from, from + 5000));
           // A camera does not write all at once; this runs in a process of its own.
           await new Promise((resolve) => setTimeout(resolve, 2));
         }
       };
       ${behaviour}`,
    );
  }

  function open(options: Partial<CreateVideoSourceOptions> = {}): Promise<VideoSourceInfo> {
    source = createVideoSource({
      clock,
      api: Backend.PiGear,
      resolution: [128, 96],
      framerate: 25,
      ...options,
    });
    return source.open(new AbortController().signal);
  }

  async function play(timeoutMs = 5000): Promise<{ count: number; sizes: Set<string> }> {
    let count = 0;
    const sizes = new Set<string>();
    const run = { source: new InterruptibleSource(source, clock), clock, stallTimeoutMs: timeoutMs };
    for await (const frame of capturedFrames(run, { width: 128, height: 96, framerate: 25, live: true })) {
      if (isEncoded(frame)) throw new Error('It is not read encoded.');
      sizes.add(`${frame.width}x${frame.height} ${frame.pixelFormat}`);
      expect(frame.captureTimeUs).toBeLessThanOrEqual(clock.nowUs());
      frame.close();
      count++;
    }
    return { count, sizes };
  }

  it('that encodes H.264 loses no frames', async () => {
    await camera('await write(recording);');
    await expect(open()).resolves.toEqual({ width: 128, height: 96, framerate: 25, live: true });
    await expect(play()).resolves.toEqual({ count: FRAMES, sizes: new Set(['128x96 yuv420p']) });
  });

  it('that cannot encode delivers raw frames', async () => {
    await camera(`
      if (!raw) { console.error('ERROR: *** failed to open V4L2 H264 encoder ***'); process.exit(255); }
      await write(recording);`);
    await expect(open()).resolves.toEqual({ width: 128, height: 96, framerate: 25, live: true });
    const { count, sizes } = await play();
    expect(sizes).toEqual(new Set(['128x96 yuv420p']));
    expect(count).toBeGreaterThan(0);
    const calls = (await readFile(folder.file('calls'), 'utf8')).trim().split('\n');
    expect(calls).toHaveLength(2);
  });

  it('gets a width without row padding for raw frames', async () => {
    await camera(`if (!raw) { console.error('no codec'); process.exit(1); } await write(recording);`);
    await expect(open({ resolution: [140, 96] })).resolves.toMatchObject({ width: 128, height: 96 });
    expect(await readFile(folder.file('calls'), 'utf8')).toContain('--width 128 --height 96');
  });

  it('is selected, rotated and set up by the options', async () => {
    await camera('await write(recording);', 'libcamera-vid');
    await open({
      cameraNum: 1,
      sourceOptions: { transform: { hflip: true }, controls: { Brightness: 0.5 } },
    });
    const call = await readFile(folder.file('calls'), 'utf8');
    expect(call).toContain('libcamera-vid ');
    expect(call).toContain('--camera 1 ');
    expect(call).toContain('--hflip --brightness 0.5');
  });

  it('that is missing fails with its reason', async () => {
    await camera(`console.error('ERROR: *** no cameras available ***'); process.exit(255);`);
    await expect(open()).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      message: expect.stringContaining('no cameras available'),
    });
    expect(source.reconnects).toBe(true);
  });

  it('needs its program', async () => {
    await expect(open()).rejects.toMatchObject({
      code: 'WGR_PROGRAM_MISSING',
      message: expect.stringContaining('apt-get install rpicam-apps'),
    });
  });

  it('that hangs before its first frame does not delay the close', async () => {
    await camera('setInterval(() => {}, 1000);');
    const abort = new AbortController();
    source = createVideoSource({ clock, api: Backend.PiGear });
    const opening = source.open(abort.signal);
    await until('the program to start', () => existsSync(folder.file('calls')));
    abort.abort();
    await expect(opening).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
  });

  it('that hangs later counts as failed', async () => {
    await camera('await write(recording); setInterval(() => {}, 1000);');
    await open();
    await expect(play(500)).rejects.toMatchObject({ code: 'WGR_SOURCE_STALLED' });
  });

  it('that crashes fails, and works again when reopened', async () => {
    await camera(`
      await write(recording.subarray(0, recording.length / 2));
      console.error('camera unplugged');
      process.exit(1);`);
    await open();
    await expect(play()).rejects.toThrow(/camera unplugged/);
    await source.close();
    await camera('await write(recording);');
    await source.open(new AbortController().signal);
    await expect(play()).resolves.toMatchObject({ count: FRAMES });
  });
});
