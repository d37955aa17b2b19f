import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { LineTail } from '../child-process/line-tail.js';
import { announcedOutput } from './announced-output.js';

const input = (format: string, duration: string) => [
  `Input #0, ${format}, from 'somewhere':`,
  `  Duration: ${duration}, start: 0.000000, bitrate: N/A`,
  '  Stream #0:0: Video: h264 (Main), yuv420p, 1920x1080 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 90k tbn',
];
const output = (rest: string) => [
  "Output #0, rawvideo, to 'pipe:1':",
  `  Stream #0:0(und): Video: rawvideo (BGR[24] / 0x18524742), bgr24(pc, gbr/bt709/bt709, progressive), ${rest}`,
];

function announced(...lines: string[]): ReturnType<typeof announcedOutput> {
  return announcedOutput(new LineTail(Readable.from([`${lines.join('\n')}\n`])));
}

describe('the output that ffmpeg reports', () => {
  it.each([
    ['640x360 [SAR 1:1 DAR 16:9], q=2-31, 138240 kb/s, 25 fps, 25 tbn', 640, 360, 25],
    ['64x48, q=2-31, 200 kb/s, 29.97 fps, 29.97 tbn', 64, 48, 30_000 / 1001],
    ['64x48, q=2-31, 200 kb/s, 1k fps, 1k tbn', 64, 48, 1000],
    ['64x48, q=2-31', 64, 48, 30],
  ])('with "%s" has size and rate', async (rest, width, height, framerate) => {
    const announcement = await announced(...input('rtsp', 'N/A'), ...output(rest));
    expect(announcement).toEqual({
      width,
      height,
      framerate,
      hasLength: false,
      segmented: false,
      multipart: false,
    });
  });

  it.each([
    ['mpegts', 'N/A', false, false],
    ['mov,mp4,m4a,3gp,3g2,mj2', '00:01:00.00', true, false],
    ['hls', 'N/A', false, true],
    ['hls', '00:00:02.00', true, true],
  ])('for %s of length %s has an end: %s, and is segmented: %s', async (format, duration, ...expected) => {
    const announcement = await announced(...input(format, duration), ...output('64x48, 25 fps'));
    expect([announcement?.hasLength, announcement?.segmented]).toEqual(expected);
  });

  it('is undefined if ffmpeg exits before', async () => {
    await expect(announced(...input('mpegts', 'N/A'))).resolves.toBeUndefined();
  });
});
