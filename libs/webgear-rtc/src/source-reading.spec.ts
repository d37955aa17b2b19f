import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, map } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { Backend } from './options/backend.js';
import { DEFAULT_STREAM_NAME } from './options/default-options.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import { programPath, stubProgram } from './testing/stub-program.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const ways: [string, WebGearRtcOptions, string][] = [
  ['FFmpeg in the process', { source: 'test:?size=128x96' }, '128x96 yuv420p'],
  ['the ffmpeg program', { source: 'test:?size=128x96', api: Backend.FFGear }, '128x96 bgr24'],
  [
    'the ffmpeg program with a filter',
    {
      source: 'testsrc2=size=128x96',
      api: Backend.FFGear,
      sourceDemuxer: 'lavfi',
      frameFormat: 'rgb24',
      sourceOptions: { '-vf': 'scale=64:48' },
    },
    '64x48 rgb24',
  ],
  ['GStreamer', { source: 'videotestsrc ! video/x-raw,width=64,height=48 ! appsink' }, '64x48 yuyv422'],
  ['GStreamer by its number', { source: 'videotestsrc', backend: 1800 }, '320x240 yuyv422'],
];

describe('a source of the options', () => {
  it.each(ways)('is read by %s', async (_way, options, expected) => {
    await using host = await CaptureHost.start(options);
    const frames$ = host.captures
      .frames$(DEFAULT_STREAM_NAME)
      .pipe(map(({ width, height, pixelFormat }) => `${width}x${height} ${pixelFormat}`));
    expect(await firstValueFrom(frames$)).toBe(expected);
    expect(host.captures.info(DEFAULT_STREAM_NAME)).toMatchObject({ live: expect.any(Boolean) });
  });

  it('may be the camera of a Raspberry Pi, with its number, size and rate', async () => {
    await using folder = await temporaryFolder();
    const restorePath = programPath(folder);
    try {
      await stubProgram(
        folder,
        'rpicam-vid',
        `const args = process.argv.slice(2).join(' ');
         if (!args.includes('--camera 1 --width 128 --height 96 --framerate 25')) process.exit(2);
         if (args.includes('h264')) { console.error('no encoder'); process.exit(1); }
         setInterval(() => process.stdout.write(Buffer.alloc(128 * 96 * 1.5)), 40);`,
      );
      await using host = await CaptureHost.start({
        api: Backend.PiGear,
        cameraNum: 1,
        resolution: [128, 96],
        framerate: 25,
      });
      const size = await firstValueFrom(
        host.captures.frames$(DEFAULT_STREAM_NAME).pipe(map(({ width, height }) => [width, height])),
      );
      expect(size).toEqual([128, 96]);
    } finally {
      restorePath();
    }
  });

  it('may be a page, for which yt-dlp is asked', async () => {
    await using folder = await temporaryFolder();
    const restorePath = programPath(folder);
    try {
      await stubProgram(folder, 'yt-dlp', `console.error('ERROR: Video unavailable'); process.exit(1);`);
      await using host = await CaptureHost.start({ source: 'https://video.example/1', streamMode: true });
      const leave = host.captures.frames$(DEFAULT_STREAM_NAME).subscribe();
      await host.whenState('reconnecting');
      leave.unsubscribe();
      expect(host.captures.info(DEFAULT_STREAM_NAME)).toBeUndefined();
    } finally {
      restorePath();
    }
  });
});
