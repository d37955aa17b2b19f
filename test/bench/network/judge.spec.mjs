import { describe, expect, it } from '@jest/globals';
import {
  calmOf,
  checkFrames,
  checkFreezes,
  framesPerSecond,
  inputGaps,
  longestFreeze,
  machineStalls,
  receivedBps,
  usualHeight,
} from './judge.mjs';
import { madeUpTrace, withoutFrames } from './made-up-trace.mjs';

const calm = { fps: 30, freezeMs: 40 };
const spanOf = (trace, fromS, toS) => [trace.startMs + 1000 * fromS, trace.startMs + 1000 * toS];

describe('what a trace says', () => {
  it('counts the frames of each second', () => {
    const trace = withoutFrames(madeUpTrace(4), 1000, 1500);
    expect(framesPerSecond(trace.viewers[0], spanOf(trace, 1, 4))).toEqual([15, 30, 30]);
  });

  it('finds the longest freeze, at the end of the span too', () => {
    const trace = withoutFrames(madeUpTrace(6), 2000, 2600);
    const [viewer] = trace.viewers;
    expect(longestFreeze(trace, viewer, spanOf(trace, 1, 5)).netMs).toBeCloseTo(633, -1);
    const cut = withoutFrames(madeUpTrace(6), 4000, 6000);
    expect(longestFreeze(cut, cut.viewers[0], spanOf(cut, 1, 6)).netMs).toBeGreaterThan(1900);
  });

  it('tells rates and heights', () => {
    const trace = madeUpTrace(4);
    expect(receivedBps(trace.viewers[0], spanOf(trace, 1, 3))).toBe(2_000_000);
    for (const frame of trace.viewers[0].frames.slice(60)) frame.height = 360;
    expect(usualHeight(trace.viewers[0], spanOf(trace, 0, 2))).toBe(720);
    expect(usualHeight(trace.viewers[0], spanOf(trace, 2, 4))).toBe(360);
    expect(usualHeight(trace.viewers[0], spanOf(trace, 8, 9))).toBe(0);
  });

  it('tells the gaps between frames at the line', () => {
    const trace = withoutFrames(madeUpTrace(2), 1000, 1100, { atLine: true });
    expect(Math.max(...inputGaps(trace.viewers[0], spanOf(trace, 0, 2)))).toBeCloseTo(133, 0);
  });
});

describe('what the machine caused', () => {
  it('is no fault of the server: its own thread, the page, a late encoder', () => {
    const trace = withoutFrames(madeUpTrace(6), 2000, 2600);
    const [viewer] = trace.viewers;
    trace.stalls.push([trace.startMs + 2000, trace.startMs + 2300]);
    viewer.stalls.push([trace.startMs + 2200, trace.startMs + 2500]);
    expect(machineStalls(trace, viewer)).toEqual([[trace.startMs + 2000, trace.startMs + 2500]]);
    expect(longestFreeze(trace, viewer, spanOf(trace, 1, 5)).netMs).toBeCloseTo(133, -1);

    const late = withoutFrames(madeUpTrace(6), 2000, 2600);
    // Captured one after the other, but held up before the line.
    for (const frame of late.viewers[0].tap.frames) {
      const since = frame.firstMs - late.startMs;
      if (since >= 2000 && since < 2600) frame.firstMs = frame.lastMs = late.startMs + 2600;
    }
    expect(longestFreeze(late, late.viewers[0], spanOf(late, 1, 5)).netMs).toBeLessThan(150);
  });

  it('is not that a server leaves out frames', () => {
    const trace = withoutFrames(madeUpTrace(6), 2000, 2600, { atLine: true });
    expect(machineStalls(trace, trace.viewers[0])).toEqual([]);
  });
});

describe('checks', () => {
  it('of frames name the worst second', () => {
    const trace = withoutFrames(madeUpTrace(6), 3000, 3500);
    const check = () => checkFrames(trace, trace.viewers[0], spanOf(trace, 1, 6), { least: 24, calm });
    expect(check()).toEqual({
      must: '≥ 24 fps',
      reached: '15 to 30 fps (15 of 30 encoded)',
      isReached: false,
    });
    // A second that the machine kept for itself is nobody's fault.
    trace.stalls.push([trace.startMs + 2900, trace.startMs + 3500]);
    expect(check()).toMatchObject({ reached: '30 to 30 fps (30 of 30 encoded)', isReached: true });
  });

  it('of frames ask no more than the machine shows on a perfect line', () => {
    const trace = madeUpTrace(6);
    trace.viewers[0].frames = trace.viewers[0].frames.filter((_frame, index) => index % 3 > 0);
    const check = (fps) =>
      checkFrames(trace, trace.viewers[0], spanOf(trace, 1, 5), { least: 24, calm: { ...calm, fps } });
    expect(check(30).isReached).toBe(false);
    expect(check(21).isReached).toBe(true);
  });

  it('of frames ask no more than the server had to send', () => {
    const trace = withoutFrames(madeUpTrace(6), 3000, 3500);
    const check = () => checkFrames(trace, trace.viewers[0], spanOf(trace, 1, 6), { least: 24, calm });
    let framesEncoded = 0;
    for (let slot = -5; slot < 60; slot += 1) {
      const isSlow = slot >= 30 && slot < 35;
      trace.renditions.push({
        atMs: trace.startMs + 100 * slot - 200,
        renditions: [{ codec: 'h264', rung: 'full', framesEncoded: (framesEncoded += isSlow ? 0 : 3) }],
      });
    }
    expect(check()).toMatchObject({ reached: '15 to 30 fps (15 of 18 encoded)', isReached: true });
    // As many as ever were encoded, and did not come.
    trace.renditions = [];
    expect(check().isReached).toBe(false);
  });

  it('of freezes widen the limit by what a perfect line has', () => {
    const trace = withoutFrames(madeUpTrace(6), 3000, 3550);
    const check = (freezeMs) =>
      checkFreezes(trace, trace.viewers[0], spanOf(trace, 1, 6), {
        mostMs: 500,
        calm: { ...calm, freezeMs },
      });
    expect(check(40)).toMatchObject({ must: 'no freeze > 500 ms', isReached: false });
    expect(check(200).isReached).toBe(true);
    expect(calmOf(trace, spanOf(trace, 4, 6))).toMatchObject({ fps: 30 });
  });
});
