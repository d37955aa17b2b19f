import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BgrFrameCopier } from '../../libs/webgear-rtc/src/ffmpeg/scale/bgr-frame-copier.js';
import { FrameScaler } from '../../libs/webgear-rtc/src/pipeline/frame-scaler.js';
import { SystemCaptureClock } from '../../libs/webgear-rtc/src/media/capture-clock.js';
import { createVideoSource } from '../../libs/webgear-rtc/src/sources/create-video-source.js';
import {
  temporaryFolder,
  type TemporaryFolder,
} from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { runProgram } from '../support/program.js';

/** What every file here is full of. */
const colour = { red: 200, green: 40, blue: 90 };
const half = { red: 100, green: 20, blue: 45 };

/** Codecs, coarse colour and a palette cost some; a wrong matrix, range or order costs more. */
const tolerance = 12;

type Kind = readonly [name: string, file: string, size: string, words: string];

const kinds: readonly Kind[] = [
  ['H.264 in 10 bits', 'ten.mp4', '320x180', '-c:v libx264 -pix_fmt yuv420p10le'],
  ['H.264 in 4:4:4', 'full.mp4', '320x180', '-c:v libx264 -pix_fmt yuv444p'],
  ['H.264 in RGB', 'rgb.mkv', '320x180', '-c:v libx264rgb'],
  ['H.265 in 10 bits', 'ten.mkv', '320x180', '-c:v libx265 -pix_fmt yuv420p10le -x265-params log-level=none'],
  ['VP9', 'video.webm', '320x180', '-c:v libvpx-vp9 -deadline realtime'],
  ['ProRes in 10 bits of 4:2:2', 'prores.mov', '320x180', '-c:v prores'],
  ['Motion JPEG, of full range', 'jpeg.avi', '320x180', '-c:v mjpeg -q:v 2 -pix_fmt yuvj420p'],
  ['interlaced MPEG-2', 'tv.ts', '720x576', '-c:v mpeg2video -b:v 4M -flags +ilme+ildct -pix_fmt yuv420p'],
  ['FFV1 of odd sides', 'odd.mkv', '321x181', '-c:v ffv1 -pix_fmt yuv444p'],
  ['an animated GIF', 'moving.gif', '120x90', ''],
  ['H.264 of the smallest size', 'tiny.mp4', '16x16', '-c:v libx264 -pix_fmt yuv420p'],
  [
    'H.264 in 4K',
    'large.mp4',
    '3840x2160',
    '-vf scale=out_color_matrix=bt709,format=yuv420p -c:v libx264 -preset ultrafast',
  ],
];

describe('a video file', () => {
  let folder: TemporaryFolder;
  let copier: BgrFrameCopier;
  let scaler: FrameScaler;

  beforeAll(async () => {
    folder = await temporaryFolder();
    copier = await BgrFrameCopier.create();
    scaler = new FrameScaler(0);
  });

  afterAll(async () => {
    copier.close();
    await scaler.close();
    await folder[Symbol.asyncDispose]();
  });

  function make(file: string, size: string, words: readonly string[], alpha = 1): string {
    const colour = `color=c=0xC8285A@${alpha}:size=${size}:rate=10:duration=0.5`;
    const source = ['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', `${colour},format=rgba`];
    runProgram('ffmpeg', [...source, ...words, folder.file(file)]);
    return folder.file(file);
  }

  /** Size and colour of each frame as it is sent. */
  async function sentFrames(path: string, atMost = Number.POSITIVE_INFINITY) {
    const source = createVideoSource({ source: path, clock: new SystemCaptureClock() });
    const sent: { size: string; red: number; green: number; blue: number }[] = [];
    try {
      await source.open(new AbortController().signal);
      for await (const frame of source.frames()) {
        using captured = frame;
        // The same frame where nothing has to be scaled; closing it twice does nothing.
        using scaled = await scaler.scale(captured);
        const memory = new Uint8Array(new SharedArrayBuffer(scaled.width * scaled.height * 3));
        const { data } = await copier.copyFrom(scaled, memory);
        const middle = 3 * (Math.floor(scaled.height / 2) * scaled.width + Math.floor(scaled.width / 2));
        const [blue = 0, green = 0, red = 0] = data.subarray(middle, middle + 3);
        sent.push({ size: `${scaled.width}x${scaled.height}`, red, green, blue });
        if (sent.length === atMost) break;
      }
    } finally {
      await source.close();
    }
    return sent;
  }

  function expectNear(sent: Awaited<ReturnType<typeof sentFrames>>, wanted: typeof colour): void {
    for (const { red, green, blue } of sent) {
      const off = [red - wanted.red, green - wanted.green, blue - wanted.blue].map(Math.abs);
      expect(Math.max(...off)).toBeLessThanOrEqual(tolerance);
    }
  }

  test.each(kinds)(
    'may be %s',
    async (_name, file, size, words) => {
      const path = make(
        file,
        size,
        words.split(' ').filter((word) => word !== ''),
      );
      const sent = await sentFrames(path);
      expect(sent).toHaveLength(5);
      const [wide = 0, high = 0] = size.split('x').map((side) => Number(side) - (Number(side) % 2));
      expect(new Set(sent.map((frame) => frame.size))).toEqual(new Set([`${wide}x${high}`]));
      expectNear(sent, colour);
    },
    30_000,
  );

  test.each([
    ['a PNG image', 'glass.png', '-frames:v 1 -pix_fmt rgba'],
    ['FFV1', 'glass.mkv', '-c:v ffv1 -pix_fmt bgra'],
  ])(
    'that is half transparent, %s, is shown on black',
    async (_name, file, words) => {
      const sent = await sentFrames(make(file, '160x120', words.split(' '), 0.5), 3);
      expect(sent).toHaveLength(3);
      expectNear(sent, half);
    },
    30_000,
  );
});
