import { afterEach, describe, expect, test } from '@jest/globals';
import { copyToPlanarImage, copyToVideoFrame } from '../../ffmpeg/pixels/planar-image-copy.js';
import { jitterOf, ShakyScene, type ScenePoint } from '../../testing/shaky-scene.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameStabilizer } from './frame-stabilizer.js';
import { ImageWarper } from './image-warper.js';
import type { PlanarImage } from '../../media/raw-image.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';

const defaults: StabilizerSettings = {
  smoothingRadius: 25,
  borderSize: 0,
  cropAndZoom: false,
  borderType: 'black',
};
const width = 640;
const height = 360;

describe('the stabiliser', () => {
  const errors: unknown[] = [];
  let stabilizer: FrameStabilizer;
  const start = (settings: Partial<StabilizerSettings> = {}) => {
    stabilizer = new FrameStabilizer({ ...defaults, ...settings }, (error) => errors.push(error));
  };
  const push = async (frame: VideoFrame): Promise<VideoFrame | undefined> => {
    const steady = await stabilizer.stabilize(frame);
    frame.close();
    return steady;
  };

  afterEach(async () => {
    await stabilizer.close();
    expect(errors.splice(0)).toEqual([]);
  });

  test('takes at least seven tenths of the shaking out, and keeps the pan', async () => {
    const count = 90;
    const scene = new ShakyScene({ width, height, count, jitter: 12, pan: 2 });
    start();
    const seen: ScenePoint[] = [];
    for (let index = 0; index < count; index++) {
      using steady = await push(await scene.film(index));
      const intended = scene.intended[index - defaults.smoothingRadius];
      if (steady === undefined || intended === undefined) continue;
      const { data } = await copyToPlanarImage(steady);
      seen.push(scene.locate(data, intended));
    }
    // Until the window is full there is less to average over.
    const settled = { from: defaults.smoothingRadius, to: count - defaults.smoothingRadius };
    const intended = scene.intended.slice(settled.from, settled.to);
    const before = jitterOf(scene.filmed.slice(settled.from, settled.to), intended);
    const after = jitterOf(seen.slice(settled.from), intended);
    expect(before).toBeGreaterThan(8);
    expect(after).toBeLessThan(0.3 * before);
  }, 60_000);

  test('takes turns out as well', async () => {
    const scene = new ShakyScene({ width, height, count: 1, jitter: 0, pan: 0 });
    using upright = await scene.film(0);
    const turner = new ImageWarper(defaults);
    start({ smoothingRadius: 8 });
    const filmed: Uint8Array[] = [];
    const steadied: Uint8Array[] = [];
    for (let index = 0; index < 34; index++) {
      const image = await at(upright, index);
      const turned = turner.warp(image, { dx: 0, dy: 0, angle: [0.01, -0.02, 0.005, 0][index % 4] ?? 0 });
      filmed.push(middleOf(turned.data));
      using steady = await push(await copyToVideoFrame(turned));
      if (steady !== undefined) steadied.push(middleOf((await copyToPlanarImage(steady)).data));
    }
    expect(unrestOf(steadied.slice(8, 18))).toBeLessThan(0.3 * unrestOf(filmed.slice(8, 18)));
  }, 30_000);

  test('is late by the radius, and each frame keeps its time', async () => {
    const scene = new ShakyScene({ width, height, count: 8, jitter: 4, pan: 0 });
    start({ smoothingRadius: 3 });
    const times: (number | undefined)[] = [];
    for (let index = 0; index < 8; index++) {
      using steady = await push(await scene.film(index));
      times.push(steady?.captureTimeUs);
    }
    expect(times).toEqual([undefined, undefined, undefined, 0, 40_000, 80_000, 120_000, 160_000]);
  }, 30_000);

  test.each<[string, Partial<StabilizerSettings>, number, number]>([
    ['larger by a border', { borderSize: 20, borderType: 'reflect' }, 680, 400],
    ['as large as before where the border is cut off', { borderSize: 20, cropAndZoom: true }, 640, 360],
  ])(
    'makes frames %s',
    async (_what, settings, expectedWidth, expectedHeight) => {
      const scene = new ShakyScene({ width, height, count: 3, jitter: 0, pan: 0 });
      start({ smoothingRadius: 2, ...settings });
      for (let index = 0; index < 2; index++) await push(await scene.film(index));
      using steady = await push(await scene.film(2));
      expect([steady?.width, steady?.height]).toEqual([expectedWidth, expectedHeight]);
    },
    30_000,
  );

  test('leaves out what waits after a cut that it is told of, a pause, and another size', async () => {
    const scene = new ShakyScene({ width, height, count: 4, jitter: 0, pan: 0 });
    const small = new ShakyScene({ width: 320, height: 180, count: 2, jitter: 0, pan: 0 });
    start({ smoothingRadius: 2 });
    await push(await scene.film(0));
    await push(await scene.film(1));
    stabilizer.forget();
    expect(await push(await scene.film(2))).toBeUndefined();
    using later = await scene.film(3);
    expect(await push(later.clone(9_000_000))).toBeUndefined();
    expect(await push(later.clone(9_040_000))).toBeUndefined();
    using other = await small.film(0);
    expect(await push(other.clone(9_080_000))).toBeUndefined();
  }, 30_000);

  test('lets frames through as they are when it cannot work, and says so once', async () => {
    const scene = new ShakyScene({ width, height, count: 2, jitter: 0, pan: 0 });
    start({ smoothingRadius: 0, borderSize: -200 });
    for (let index = 0; index < 2; index++) {
      using frame = await push(await scene.film(index));
      expect(frame?.captureTimeUs).toBe(index * 40_000);
    }
    expect(errors.splice(0)).toEqual([expect.objectContaining({ code: 'WGR_STABILIZER_FAILED' })]);
  }, 30_000);

  test('ends at once, also while it starts', async () => {
    const scene = new ShakyScene({ width, height, count: 1, jitter: 0, pan: 0 });
    start();
    const pending = push(await scene.film(0));
    await new Promise((resolve) => setImmediate(resolve));
    await stabilizer.close();
    expect(await pending).toBeUndefined();
  });
});

async function at(frame: VideoFrame, index: number): Promise<PlanarImage> {
  using later = frame.clone(index * 40_000);
  return await copyToPlanarImage(later);
}

/** The luma of the middle rows, as a copy. */
function middleOf(data: Uint8Array): Uint8Array {
  return Uint8Array.from(data.subarray(width * 120, width * 240));
}

/** How much samples change from one frame to the next. */
function unrestOf(images: readonly Uint8Array[]): number {
  let sum = 0;
  images.slice(1).forEach((image, index) => {
    image.forEach((sample, place) => (sum += (sample - (images[index]?.[place] ?? 0)) ** 2));
  });
  return sum;
}
