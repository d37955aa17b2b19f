import { expect } from '@jest/globals';
import { cornerSpots } from './test-picture.js';
import type { TestVideoSettings } from './test-video.js';
import type { SeenPicture, Viewer } from './viewer.js';

/** Part of a second by which playback may be off over three seconds: one picture that a busy machine shows late. */
const speedTolerance = 0.05;

/**
 * Most a colour channel may differ on screen: what 4:2:0, two lossy encodes and rounding cost together. A wrong colour
 * matrix costs 18.
 */
const colourTolerance = 12;

/** The source in the page's own size: it is shown at 80 % unless told otherwise. */
export function expectedSize({ width, height }: TestVideoSettings): { width: number; height: number } {
  return { width: width * 0.8, height: height * 0.8 };
}

/** The four corners on screen have the colours of the source. */
export async function expectTrueColours(viewer: Viewer): Promise<void> {
  const seen = await viewer.coloursAt(cornerSpots);
  const off = cornerSpots.map(({ colour }, spot) =>
    colour.map((value, channel) => Math.abs(value - (seen[spot]?.[channel] ?? Number.NaN))),
  );
  expect(Math.max(...off.flat())).toBeLessThanOrEqual(colourTolerance);
}

/** The pictures go forward, at the speed of the source, most of them reach the screen. */
export function expectRealTime(
  seen: readonly SeenPicture[],
  { framerate, seconds }: TestVideoSettings,
): void {
  const steps = seen.slice(1).map((picture, index) => {
    const before = seen[index]?.frameNumber ?? 0;
    // The file starts again at its end: a step back is a step around.
    return (picture.frameNumber - before + framerate * seconds) % (framerate * seconds);
  });
  const pictures = steps.reduce((sum, step) => sum + step, 0);
  const elapsedMs = (seen.at(-1)?.atMs ?? 0) - (seen[0]?.atMs ?? 0);
  expect(elapsedMs).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(framerate);
  expect(pictures / framerate / (elapsedMs / 1000)).toBeGreaterThan(1 - speedTolerance);
  expect(pictures / framerate / (elapsedMs / 1000)).toBeLessThan(1 + speedTolerance);
  expect(seen.length).toBeGreaterThan(pictures / 2);
}
