import { beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { KeyFrameGate } from './key-frame-gate.js';

describe('KeyFrameGate', () => {
  let clock: VirtualCaptureClock;
  let gate: KeyFrameGate;

  beforeEach(() => {
    clock = new VirtualCaptureClock(7_000_000);
    gate = new KeyFrameGate(clock);
  });

  it('lets nothing through that nobody asked for', () => {
    expect(gate.take()).toBe(false);
  });

  it('answers a first request at once', () => {
    gate.requestKeyFrame();
    expect(gate.take()).toBe(true);
  });

  it('answers requests that come together with one key frame', () => {
    for (let viewer = 0; viewer < 100; viewer++) gate.requestKeyFrame();
    expect([gate.take(), gate.take()]).toEqual([true, false]);
  });

  it('puts a request that comes too early off to the end of the interval, and does not lose it', async () => {
    gate.requestKeyFrame();
    gate.take();
    await clock.advance(10);
    gate.requestKeyFrame();
    await clock.advance(239);
    expect(gate.take()).toBe(false);
    await clock.advance(1);
    expect(gate.take()).toBe(true);
  });

  it('lets at most four a second through, whatever is asked', async () => {
    let keyFrames = 0;
    for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 10) {
      gate.requestKeyFrame();
      if (gate.take()) keyFrames++;
      await clock.advance(10);
    }
    expect(keyFrames).toBe(40);
  });

  it('takes no request once it is closed', () => {
    gate.requestKeyFrame();
    gate.close();
    gate.requestKeyFrame();
    expect(gate.take()).toBe(false);
  });
});
