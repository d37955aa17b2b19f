import { afterEach, describe, expect, test } from '@jest/globals';
import { createVideoEncoder } from '../../encoder/create-video-encoder.js';
import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { planesOf } from '../../ffmpeg/pixels/planar-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';
import { readBarcode } from './barcode-layout.js';

const clock = new SystemCaptureClock();

describe('frames that carry their time', () => {
  let source: VideoSource;

  afterEach(() => source.close());

  function open(name: string): Promise<unknown> {
    source = createVideoSource({ source: name, clock });
    return source.open(new AbortController().signal);
  }

  /** Reads this many frames. */
  async function look(count: number, at: (frame: VideoFrame) => unknown): Promise<void> {
    let seen = 0;
    for await (const frame of source.frames()) {
      await at(frame);
      frame.close();
      if (++seen === count) return;
    }
  }

  const timeIn = (frame: VideoFrame): number | undefined => readBarcode(planesOf(nativeFrameOf(frame))[0]);

  test.each(['1280x720', '640x360', '1920x1080', '854x480'])(
    'contain the time of their creation, in %s',
    async (size) => {
      await open(`test:barcode?size=${size}&rate=50`);
      const times: number[] = [];
      const before = Date.now();
      for await (using frame of source.frames()) {
        expect(`${frame.width}x${frame.height}`).toBe(size);
        times.push(timeIn(frame) ?? Number.NaN);
        if (times.length === 5) break;
      }
      expect(times[0]).toBeGreaterThanOrEqual(before);
      expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    },
  );

  test('are readable after encoding at 2 Mbit/s', async () => {
    const info = { width: 1280, height: 720, framerate: 30 };
    expect(await open('test:barcode')).toEqual({ ...info, live: true });
    const encoder = await createVideoEncoder('h264', {
      ...info,
      bitrateBps: 2_000_000,
      keyFrameIntervalFrames: 120,
    });
    const decoder = await ElementaryStreamDecoder.open();
    await look(15, async (frame) => {
      const encoded = await encoder.encode(frame, false);
      using decoded = encoded && (await decoder.decode(encoded.data, encoded.captureTimeUs));
      expect(decoded && timeIn(decoded)).toBe(timeIn(frame));
    });
    await encoder.close();
    decoder.close();
  });

  test('have their frame rate', async () => {
    await open('test:barcode?size=320x180&rate=20');
    const times: number[] = [];
    await look(11, (frame) => void times.push(frame.captureTimeUs));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(10 * 50_000 * 0.9);
  });

  test.each([
    ['test:barcode?size=tiny', 'its size must look like 640x360'],
    ['test:barcode?colour=red', 'has no "colour"'],
    ['test:qr', 'only "test:", "test:bars2" and "test:barcode"'],
  ])('are refused as %s', async (name, reason) => {
    await expect(open(name)).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining(reason),
    });
  });

  test('end when the source is closed', async () => {
    await open('test:barcode');
    const frames = source.frames()[Symbol.asyncIterator]();
    const first = await frames.next();
    if (first.done !== true) first.value.close();
    const last = frames.next();
    await source.close();
    const next = await last;
    if (next.done !== true) next.value.close();
    expect((await frames.next()).done).toBe(true);
  });
});
