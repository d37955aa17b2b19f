import { afterEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { ByteReader } from './byte-reader.js';
import { RawFrames } from './raw-frames.js';

const START_US = 1_000_000;

describe('uncompressed frames from a pipe', () => {
  let pipe: PassThrough;
  let rawFrames: RawFrames;

  afterEach(() => rawFrames.close());

  async function open(live: boolean): Promise<void> {
    pipe = new PassThrough();
    const info = { width: 4, height: 2, framerate: 50, live };
    const decoder = await RawFrameDecoder.open(info, 'gray');
    const clock = new VirtualCaptureClock(START_US);
    rawFrames = new RawFrames({ info, reader: new ByteReader(pipe), decoder, clock });
  }

  /** A frame of 4 x 2 pixels of one shade. */
  const shade = (value: number) => Buffer.alloc(8, value);

  function shadeAndTime(frame: VideoFrame | undefined): number[] {
    if (frame === undefined) return [];
    using shown = frame;
    return [nativeFrameOf(shown).toBuffer()[0] ?? -1, shown.captureTimeUs];
  }

  it('of a live source are the newest complete ones', async () => {
    await open(true);
    pipe.write(Buffer.concat([shade(1), shade(2), shade(3), shade(4).subarray(0, 5)]));
    expect(shadeAndTime(await rawFrames.next())).toEqual([3, START_US]);
    pipe.end(shade(4).subarray(5));
    expect(shadeAndTime(await rawFrames.next())).toEqual([4, START_US + 1]);
    await expect(rawFrames.next()).resolves.toBeUndefined();
  });

  it('of a file are all of them, at its rate', async () => {
    await open(false);
    pipe.end(Buffer.concat([shade(1), shade(2), shade(3)]));
    expect(shadeAndTime(await rawFrames.next())).toEqual([1, 0]);
    expect(shadeAndTime(await rawFrames.next())).toEqual([2, 20_000]);
    expect(shadeAndTime(await rawFrames.next())).toEqual([3, 40_000]);
    await expect(rawFrames.next()).resolves.toBeUndefined();
  });

  it('of an unknown format are refused', async () => {
    await open(true);
    await expect(RawFrameDecoder.open({ width: 4, height: 2 }, 'bgr42')).rejects.toMatchObject({
      code: 'WGR_FRAME_INVALID',
      message: expect.stringContaining('bgr42'),
    });
  });
});
