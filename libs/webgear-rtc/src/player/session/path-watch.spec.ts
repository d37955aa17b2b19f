import { describe, expect, it } from '@jest/globals';
import { PATH_WATCH_MS, PathWatch } from './path-watch.js';

/** A path on a virtual clock, looked at as often as the player does. */
class Path {
  readonly silentAtMs: number[] = [];
  counts = 0;
  private nowMs = 0;
  private packets = 0;
  private frames = 0;

  constructor(readonly watch = new PathWatch()) {}

  /** @param frameMs interval between frames; none where left out */
  pass(ms: number, { frameMs = 0, packetMs = 0 }: { frameMs?: number; packetMs?: number } = {}): this {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs;) {
      this.nowMs += PATH_WATCH_MS;
      if (frameMs > 0) this.frames = 1 + Math.floor(this.nowMs / frameMs);
      if (packetMs > 0) this.packets = Math.floor(this.nowMs / packetMs);
      if (!this.watch.isQuiet(this.frames, this.nowMs)) continue;
      this.counts++;
      if (this.watch.isSilent(this.packets, this.nowMs)) this.silentAtMs.push(this.nowMs);
    }
    return this;
  }
}

describe('the watch over a path', () => {
  it('reports half a second after frames and packets ended, once', () => {
    const path = new Path().pass(5000, { frameMs: 33, packetMs: 5 });
    expect(path.counts).toBe(0);
    path.pass(30_000);
    expect(path.silentAtMs).toHaveLength(1);
    expect(path.silentAtMs[0]).toBeLessThanOrEqual(5500);
  });

  it('waits for the next frame of a slow source', () => {
    const path = new Path().pass(20_000, { frameMs: 1000, packetMs: 1000 });
    expect(path.silentAtMs).toEqual([]);
    expect(path.pass(10_000).silentAtMs).toHaveLength(1);
  });

  it('does not report while packets arrive: the source is silent, or the decoder stuck', () => {
    const path = new Path().pass(1000, { frameMs: 33, packetMs: 5 }).pass(60_000, { packetMs: 100 });
    expect(path.silentAtMs).toEqual([]);
  });

  it('does not report before the first frame', () => {
    expect(new Path().pass(10_000).counts).toBe(0);
  });

  it('reports a source that stutters three times, and then every twenty seconds', () => {
    const path = new Path();
    for (let stutters = 0; stutters < 60; stutters++) path.pass(500, { frameMs: 33, packetMs: 5 }).pass(500);
    expect(path.silentAtMs).toHaveLength(5);
    expect(path.silentAtMs[2]).toBeLessThan(4000);
  });

  it('looks at the packets as soon as the network has changed, and is content with one frame', () => {
    const path = new Path().pass(1000, { frameMs: 33, packetMs: 5 });
    path.watch.suspect();
    path.pass(300);
    expect(path.silentAtMs).toHaveLength(1);
    const working = new Path().pass(1000, { frameMs: 33, packetMs: 5 });
    working.watch.suspect();
    expect(working.pass(1000, { frameMs: 33, packetMs: 5 }).silentAtMs).toEqual([]);
  });
});
