import { describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { TestPatternSource } from './test-pattern-source.js';
import type { VideoSource } from '../video-source.interface.js';

const SECOND_US = 1_000_000;

describe('TestPatternSource', () => {
  it('draws a clock that follows the timestamps into the middle only', async () => {
    const [first, sameTime, later] = await clocksAt([0, 1, SECOND_US]);
    expect(first).toBeDefined();
    expect(sameTime?.middle).toEqual(first?.middle);
    expect(later?.middle).not.toEqual(first?.middle);
    expect(first?.corner).toEqual(Buffer.alloc(64, 100));
  });

  it('keeps times, size and label', async () => {
    const source = new TestPatternSource(grey([0, 40_000]), () => 0);
    expect(source.label).toBe('test:');
    expect(await source.open(new AbortController().signal)).toMatchObject({ width: 320, height: 180 });
    const times: number[] = [];
    for await (const frame of source.frames()) {
      times.push(frame.captureTimeUs);
      frame.close();
    }
    expect(times).toEqual([0, 40_000]);
  });
});

async function clocksAt(timesUs: number[]) {
  const source = new TestPatternSource(grey(timesUs), () => 1_700_000_000_000);
  await source.open(new AbortController().signal);
  const seen: { middle: Buffer; corner: Buffer }[] = [];
  for await (const frame of source.frames()) {
    const native = nativeFrameOf(frame);
    const luma = native.data?.[0] ?? Buffer.alloc(0);
    const row = (index: number) => luma.subarray(index * (native.linesize[0] ?? 0)).subarray(0, 320);
    seen.push({
      middle: Buffer.concat(Array.from({ length: 20 }, (_, index) => row(80 + index))),
      corner: Buffer.from(row(0).subarray(0, 64)),
    });
    frame.close();
  }
  return seen;
}

function grey(timesUs: number[]): VideoSource {
  return {
    label: 'test:',
    open: () => Promise.resolve({ width: 320, height: 180, framerate: 25, live: false }),
    async *frames(): AsyncGenerator<VideoFrame> {
      for (const timeUs of timesUs) yield paintFrame(320, 180, timeUs, (luma) => luma.data.fill(100));
    },
    close: () => Promise.resolve(),
  };
}
