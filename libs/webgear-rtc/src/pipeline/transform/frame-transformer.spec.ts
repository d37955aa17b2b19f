import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameTransformer } from './frame-transformer.js';
import type { FrameTransform, TransformContext, TransformFrame } from '../../options/frame-transform.js';

const [width, height] = [64, 36];
const context: TransformContext = { streamName: 'test', publishMetadata: () => false };
const none = { framesTransformed: 0, framesOmitted: 0, framesLate: 0, framesFailed: 0 };

describe('FrameTransformer', () => {
  let clock: VirtualCaptureClock;
  let errors: string[];
  let transformer: FrameTransformer;
  let frame: VideoFrame;

  beforeEach(async () => {
    clock = new VirtualCaptureClock(1_000_000);
    errors = [];
    frame = await paintFrame(width, height, 42, (luma, blue, red) => {
      luma.data.fill(126);
      blue.data.fill(128);
      red.data.fill(128);
    });
  });

  afterEach(async () => {
    frame.close();
    await transformer.close();
  });

  const use = (transform: FrameTransform, format: TransformFrame['format'] = 'rgba') => {
    const settings = { transform, format, budgetMs: 100, context };
    transformer = new FrameTransformer(settings, clock, (error) => errors.push(String(error)));
  };
  const lumaOf = (shown: VideoFrame | undefined) =>
    shown === undefined ? undefined : nativeFrameOf(shown).data?.[0]?.[0];
  /** Waits for what FFmpeg does in its own threads, and not for the clock. */
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await turn();
  };

  it('shows what is written into the frame, at its time', async () => {
    use((frame) => {
      frame.data.fill(255);
      return frame;
    });
    using shown = await transformer.transform(frame);
    expect(shown).toMatchObject({ width, height, captureTimeUs: 42, pixelFormat: 'yuv420p' });
    expect(lumaOf(shown)).toBe(235);
    expect(lumaOf(frame)).toBe(126);
    expect(transformer.stats()).toEqual({ ...none, framesTransformed: 1 });
  });

  it.each(['rgba', 'bgra', 'rgb24', 'bgr24', 'gray'] as const)(
    'leaves a frame that is returned as %s as bright as it was',
    async (format) => {
      use((frame) => frame, format);
      using shown = await transformer.transform(frame);
      expect(Math.abs((lumaOf(shown) ?? 0) - 126)).toBeLessThanOrEqual(1);
    },
  );

  it('shows another frame, made even, when that is what comes back', async () => {
    use(async () => ({ data: new Uint8Array(33 * 21), width: 33, height: 21, format: 'gray' }));
    using shown = await transformer.transform(frame);
    expect(shown).toMatchObject({ width: 32, height: 20, captureTimeUs: 42 });
  });

  it('leaves a frame out when there is none', async () => {
    use(() => undefined);
    expect(await transformer.transform(frame)).toBeUndefined();
    expect(transformer.stats()).toEqual({ ...none, framesOmitted: 1 });
    expect(errors).toEqual([]);
  });

  it('leaves out what cannot be made or shown, says so once in ten seconds, and goes on', async () => {
    let calls = 0;
    use((frame) => {
      if (++calls === 1) throw new Error('no face');
      return calls === 2 ? ({ data: 1 } as unknown as TransformFrame) : frame;
    });
    expect(await transformer.transform(frame)).toBeUndefined();
    expect(await transformer.transform(frame)).toBeUndefined();
    using third = await transformer.transform(frame);
    expect(third).toBeDefined();
    expect(transformer.stats()).toEqual({ ...none, framesFailed: 2, framesTransformed: 1 });
    expect(errors).toEqual([expect.stringContaining('no face')]);
  });

  it('leaves a late frame out, calls for no other beside it, and goes on after it', async () => {
    const results: ((frame: VideoFrame) => void)[] = [];
    use(() => new Promise((resolve) => results.push(resolve)));
    const first = transformer.transform(frame);
    await until(() => clock.sleeping === 1);
    await clock.advance(101);
    expect(await first).toBeUndefined();
    expect(await transformer.transform(frame)).toBeUndefined();
    expect(results).toHaveLength(1);
    expect(transformer.stats()).toEqual({ ...none, framesLate: 2 });
    expect(errors).toEqual([expect.stringContaining('longer than 100 ms')]);

    const late = frame.clone();
    results[0]?.(late);
    await turn();
    // Handed over, and given up with the rest.
    expect(() => late.clone()).toThrow('closed');
    const second = transformer.transform(frame);
    await until(() => results.length === 2);
    results[1]?.(frame.clone());
    using shown = await second;
    expect(lumaOf(shown)).toBe(126);
  });

  it('counts one that kept the process busy for too long as late', async () => {
    use((frame) => {
      void clock.advance(150);
      return frame;
    });
    expect(await transformer.transform(frame)).toBeUndefined();
    expect(transformer.stats()).toEqual({ ...none, framesLate: 1 });
  });

  it('does not wait for a frame that never comes when it closes', async () => {
    use(() => new Promise(() => undefined));
    const never = transformer.transform(frame);
    await until(() => clock.sleeping === 1);
    await transformer.close();
    expect(await never).toBeUndefined();
    expect(await transformer.transform(frame)).toBeUndefined();
    expect([transformer.stats(), errors]).toEqual([none, []]);
  });
});
