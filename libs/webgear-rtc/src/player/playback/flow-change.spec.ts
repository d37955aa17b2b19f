import { describe, expect, it } from '@jest/globals';
import { FlowChange } from './flow-change.js';

/** Feeds frames and counts the detected changes. */
class Flow {
  private readonly change = new FlowChange();
  private nowMs = 0;
  private frames = 0;
  private bytes = 0;

  pass(seconds: number, framesPerSecond: number, bytesPerFrame: number): number {
    let changes = 0;
    for (let ticks = 0; ticks < seconds * 5; ticks++) {
      this.nowMs += 200;
      this.frames += framesPerSecond / 5;
      this.bytes += (framesPerSecond / 5) * bytesPerFrame;
      if (this.change.observe(Math.floor(this.frames), this.bytes, this.nowMs)) changes++;
    }
    return changes;
  }
}

describe('the flow of frames', () => {
  it.each([
    ['of 30 per second', 30, 4000],
    ['of 30 per second that are as small as those of a slate', 30, 80],
    ['of 10 per second', 10, 4000],
    ['of 5 per second', 5, 20_000],
  ])('changes once with a slate, and once after it: a stream %s', (_, fps, size) => {
    const flow = new Flow();
    expect(flow.pass(60, fps, size)).toBe(0);
    expect(flow.pass(4, 10, 60)).toBe(1);
    expect(flow.pass(60, 10, 60)).toBe(0);
    expect(flow.pass(4, fps, size)).toBe(1);
  });

  it.each([
    ['a sender that cannot keep up', 10, 12_000],
    ['a rate that drifts', 24, 4000],
    ['larger frames', 30, 40_000],
  ])('does not change with %s', (_, fps, size) => {
    const flow = new Flow();
    flow.pass(20, 30, 4000);
    expect(flow.pass(20, fps, size)).toBe(0);
  });

  it('ignores a brief disturbance and the burst at the start of a session', () => {
    const flow = new Flow();
    expect(flow.pass(1, 100, 4000) + flow.pass(20, 10, 4000)).toBe(0);
    const calm = new Flow();
    calm.pass(20, 30, 4000);
    expect(calm.pass(1, 10, 100) + calm.pass(20, 30, 4000)).toBe(0);
  });
});
