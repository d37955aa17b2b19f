import { expect } from '@jest/globals';
import { cornerSpots } from './test-frame.js';
import type { TestVideoSettings } from './test-video.js';
import type { SeenFrame, Viewer } from './viewer.js';

/**
 * How far the frames may be from the time that passed, in milliseconds: what a busy machine can be late with the first
 * or the last of them. Over ten seconds that is two percent of the speed.
 */
const driftToleranceMs = 200;

/** Share of the frames that reaches the screen, at least; three software decoders on two busy cores leave some out. */
const smallestShareShown = 0.5;

/**
 * Most a colour channel may differ on screen: what 4:2:0, two lossy encodes and rounding cost together. A wrong colour
 * matrix costs 18.
 */
const colourTolerance = 12;

/** Flags with which a video is scaled, and so decoded and encoded and not passed through. */
export const reduced = ['--frame-size-reduction', '20'];

/** The size of a source that is shown {@link reduced}. */
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

/** The frames go forward, at the speed of the source, and enough of them reach the screen. */
export function expectRealTime(seen: readonly SeenFrame[], { framerate, seconds }: TestVideoSettings): void {
  const steps = seen.slice(1).map((frame, index) => {
    const before = seen[index]?.frameNumber ?? 0;
    // The file starts again at its end: a step back is a step around.
    return (frame.frameNumber - before + framerate * seconds) % (framerate * seconds);
  });
  const frames = steps.reduce((sum, step) => sum + step, 0);
  const elapsedMs = (seen.at(-1)?.atMs ?? 0) - (seen[0]?.atMs ?? 0);
  const driftMs = (frames / framerate) * 1000 - elapsedMs;
  const shareShown = seen.length / frames;
  // Named, so that a failure on a busy machine says what was amiss.
  const faults = [
    elapsedMs > 0 ? '' : 'it stands still',
    Math.abs(driftMs) <= driftToleranceMs
      ? ''
      : `it is ${driftMs.toFixed(0)} ms ahead after ${elapsedMs.toFixed(0)} ms`,
    Math.max(...steps) < framerate ? '' : `it steps by ${Math.max(...steps)} frames at once`,
    shareShown > smallestShareShown ? '' : `${(shareShown * 100).toFixed(0)} % of it is shown`,
  ];
  expect(faults.filter((fault) => fault !== '')).toEqual([]);
}
