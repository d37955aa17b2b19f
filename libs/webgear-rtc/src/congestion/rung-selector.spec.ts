import { describe, expect, test } from '@jest/globals';
import type { PathView } from './path-view.js';
import { RungSelector, type PathCondition } from './rung-selector.js';

const rungs = [
  { bitrateBps: 2_000_000, height: 720 },
  { bitrateBps: 800_000, height: 360 },
  { bitrateBps: 320_000, height: 180 },
];
const good: PathCondition = {
  startBps: 2_000_000,
  estimateBps: 3_000_000,
  provenBps: 3_000_000,
  congestedUs: Number.NEGATIVE_INFINITY,
  lossSinceUs: undefined,
  isSilent: false,
  mayTryNext: false,
};

/** A viewer, decided for every 50 ms; what it is served from is what was decided before. */
class Viewer {
  rung = 0;
  nowUs = 0;
  cap: number | undefined;
  readonly selector = new RungSelector();

  /** The rung, after so long under these conditions. Evidence lasts as long as they do. */
  after(
    ms: number,
    path: Partial<PathCondition> & { congested?: boolean } = {},
    view: Partial<PathView> = {},
  ): number {
    for (let step = 0; step < ms / 50; step++) {
      this.nowUs += 50_000;
      const { congested = false, ...rest } = path;
      const condition = { ...good, ...(congested && { congestedUs: this.nowUs }), ...rest };
      const full = { rungs, rung: this.rung, queueUs: 0, encoderFollows: false, ...view };
      this.rung = this.selector.select(full, condition, this.cap, this.nowUs);
    }
    return this.rung;
  }
}

describe('down', () => {
  test('an estimate below the rung alone is no reason', () => {
    expect(new Viewer().after(5_000, { estimateBps: 1_700_000 })).toBe(0);
  });

  test('with evidence of congestion it is, after 500 ms; to the best rung within 0.85 × the estimate', () => {
    const viewer = new Viewer();
    viewer.after(1_000);
    expect(viewer.after(450, { estimateBps: 1_700_000, congested: true })).toBe(0);
    expect(viewer.after(100, { estimateBps: 1_700_000, congested: true })).toBe(1);
  });

  test('an estimate far below it is one at once', () => {
    expect(new Viewer().after(50, { estimateBps: 1_200_000, congested: true })).toBe(1);
    expect(new Viewer().after(50, { estimateBps: 505_000, congested: true })).toBe(2);
  });

  test('after a switch the path has time to settle', () => {
    const viewer = new Viewer();
    viewer.after(50, { estimateBps: 1_200_000, congested: true });
    expect(viewer.after(600, { estimateBps: 500_000, congested: true })).toBe(1);
    expect(viewer.after(200, { estimateBps: 500_000, congested: true })).toBe(2);
  });

  test('heavy loss is a reason after a second, whatever the estimate', () => {
    const viewer = new Viewer();
    expect(viewer.after(1_000)).toBe(0);
    const lossSinceUs = viewer.nowUs;
    expect(viewer.after(950, { lossSinceUs })).toBe(0);
    expect(viewer.after(100, { lossSinceUs })).toBe(1);
  });

  test('a send queue that stands is a reason; one that shrinks is a viewer that catches up', () => {
    const wasFull = { estimateBps: 2_500_000, congestedUs: 0 };
    expect(new Viewer().after(250, wasFull, { queueUs: 300_000 })).toBe(0);
    expect(new Viewer().after(400, wasFull, { queueUs: 300_000 })).toBe(1);
    // A path that has never been full does not limit the pace.
    expect(new Viewer().after(400, { estimateBps: 2_500_000 }, { queueUs: 300_000 })).toBe(0);
    const joining = new Viewer();
    for (let queueUs = 2_700_000; queueUs > 10_000; queueUs *= 0.8) joining.after(150, {}, { queueUs });
    expect(joining.rung).toBe(0);
  });

  test('a send queue on a path that carries far more is none, unless the network takes nothing', () => {
    const estimateBps = 4_500_000;
    expect(new Viewer().after(5_000, { estimateBps }, { queueUs: 400_000 })).toBe(0);
    expect(new Viewer().after(400, { estimateBps }, { queueUs: 1_100_000 })).toBe(1);
  });

  test('silence is a reason to take the lowest', () => {
    const viewer = new Viewer();
    expect(viewer.after(50, { isSilent: true, estimateBps: undefined })).toBe(2);
    expect(viewer.selector.keyFramesOnly).toBe(false);
  });

  test('where the encoder follows, a rung suits from 0.55 × its rate on, and no evidence is waited for', () => {
    expect(new Viewer().after(2_000, { estimateBps: 1_150_000 }, { encoderFollows: true })).toBe(0);
    expect(new Viewer().after(600, { estimateBps: 1_000_000 }, { encoderFollows: true })).toBe(1);
  });
});

describe('up', () => {
  const narrow = { estimateBps: 505_000, provenBps: 505_000, congested: true };

  test('10 s after the last step down, and after 2 s above 1.2 × the need', () => {
    const viewer = new Viewer();
    viewer.after(50, narrow);
    expect(viewer.after(9_950)).toBe(2);
    expect(viewer.after(100)).toBe(0);
    const later = new Viewer();
    later.after(50, narrow);
    later.after(15_000, { estimateBps: 505_000, provenBps: 505_000 });
    expect(later.after(1_950)).toBe(2);
    expect(later.after(100)).toBe(0);
  });

  test('an estimate that nothing proves is not enough, and neither is less than 1.2 ×', () => {
    const viewer = new Viewer();
    viewer.after(50, narrow);
    expect(viewer.after(30_000, { estimateBps: 3_000_000, provenBps: 900_000 })).toBe(2);
    expect(viewer.after(30_000, { estimateBps: 2_300_000, provenBps: 2_300_000 })).toBe(1);
  });

  test('each failed step makes the next wait longer, up to two minutes', () => {
    const viewer = new Viewer();
    viewer.after(50, narrow);
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      const startUs = viewer.nowUs;
      while (viewer.after(50) === 2 && viewer.nowUs - startUs < 200_000_000);
      waits.push((viewer.nowUs - startUs) / 1_000_000);
      viewer.after(2_000);
      viewer.after(50, narrow);
    }
    expect(waits.map(Math.round)).toEqual([10, 15, 23, 34, 51, 76, 114, 120, 120]);
  });

  test('without probes the next rung is tried, one at a time', () => {
    const viewer = new Viewer();
    viewer.after(50, narrow);
    const path = { estimateBps: 480_000, provenBps: 480_000, mayTryNext: true };
    expect(viewer.after(9_000, path)).toBe(2);
    expect(viewer.after(2_000, path)).toBe(1);
    expect(viewer.after(9_000, path)).toBe(1);
  });
});

describe('below the lowest rung', () => {
  const tooNarrow = { estimateBps: 200_000, provenBps: 200_000, congested: true };

  test('only key frames are sent where it is out of reach, or has been tried', () => {
    const viewer = new Viewer();
    expect(viewer.after(50, tooNarrow)).toBe(2);
    expect(viewer.selector.keyFramesOnly).toBe(true);
    const nearly = new Viewer();
    nearly.after(1_500, { estimateBps: 290_000, congested: true });
    expect(nearly.selector.keyFramesOnly).toBe(false);
    nearly.after(350, { estimateBps: 290_000, congested: true });
    expect(nearly.selector.keyFramesOnly).toBe(true);
  });

  test('all frames are sent again after half a second above it', () => {
    const viewer = new Viewer();
    viewer.after(50, tooNarrow);
    viewer.after(10_000, { estimateBps: 340_000, provenBps: 340_000 });
    expect(viewer.selector.keyFramesOnly).toBe(true);
    viewer.after(600, { estimateBps: 400_000, provenBps: 400_000 });
    expect(viewer.selector.keyFramesOnly).toBe(false);
    expect(viewer.rung).toBe(2);
  });
});

describe('what others wish', () => {
  test('a small player gets no more than fills it, and at once more when it grows', () => {
    const viewer = new Viewer();
    expect(viewer.after(50, {}, { maxHeight: 300 })).toBe(1);
    expect(viewer.after(50, {}, { maxHeight: 100 })).toBe(2);
    expect(viewer.after(20_000, {}, { maxHeight: 180 })).toBe(2);
    expect(viewer.after(50, {}, { maxHeight: 361 })).toBe(0);
    expect(viewer.after(50, {}, { maxHeight: 5_000 })).toBe(0);
  });

  test('it does not get at once what its path has lost meanwhile', () => {
    const viewer = new Viewer();
    viewer.after(50, {}, { maxHeight: 300 });
    viewer.after(1_000, { estimateBps: 505_000, congested: true }, { maxHeight: 300 });
    expect(viewer.after(5_000)).toBe(2);
  });

  test('sizes that are not known yet limit nothing', () => {
    const unknown = rungs.map(({ bitrateBps }) => ({ bitrateBps, height: 0 }));
    expect(new Viewer().after(50, {}, { maxHeight: 300, rungs: unknown })).toBe(0);
  });

  test('a pin is obeyed, up and down, whatever the path', () => {
    const viewer = new Viewer();
    expect(viewer.after(1_000, {}, { pinned: 1 })).toBe(1);
    expect(viewer.after(1_000, { estimateBps: 505_000, congested: true }, { pinned: 0 })).toBe(0);
    expect(viewer.after(1_000, { isSilent: true }, { pinned: 0 })).toBe(0);
    expect(viewer.after(1_000, {}, { pinned: 7 })).toBe(2);
  });

  test('a cap is obeyed at once', () => {
    const viewer = new Viewer();
    viewer.cap = 1_000_000;
    expect(viewer.after(50)).toBe(1);
    viewer.cap = 100_000;
    expect(viewer.after(50)).toBe(2);
    viewer.cap = undefined;
    expect(viewer.after(50)).toBe(0);
  });

  test('before the first report it is what is known to fit', () => {
    expect(new Viewer().after(50, { estimateBps: undefined, startBps: 900_000 })).toBe(1);
    expect(new Viewer().after(50, { estimateBps: undefined })).toBe(0);
  });

  test('a ladder that has become shorter is no fault', () => {
    const viewer = new Viewer();
    viewer.rung = 2;
    expect(viewer.after(50, { estimateBps: 300_000, provenBps: 300_000 }, { rungs: rungs.slice(0, 2) })).toBe(
      1,
    );
  });
});
