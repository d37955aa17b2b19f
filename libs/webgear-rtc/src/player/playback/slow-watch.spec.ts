import { beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../../../../test/support/playback-world.js';

const asked = 'ask for quality';

describe('a connection that is too slow', () => {
  let world: World;

  beforeEach(() => {
    world = new World().goLive().pass(4000, { fps: 25 });
  });

  it('is not suspected while frames flow', () => {
    world.isTooSlow = true;
    world.pass(20_000, { fps: 25 });
    expect([world.state, world.count(asked)]).toEqual(['live', 0]);
  });

  /** A key frame that takes ten seconds to arrive. */
  const keyFrames = { fps: 0.1, bytes: true };

  it('is told from the frame rate and the word of the server, and ends by itself', () => {
    world.isTooSlow = true;
    world.pass(800, keyFrames);
    expect(world.count(asked)).toBe(0);
    world.pass(400, keyFrames);
    expect([world.count(asked), world.state]).toEqual([1, 'too-slow']);
    world.pass(20_000, keyFrames);
    expect(world.state).toBe('too-slow');
    // Every two seconds, and without another session: it would not be faster.
    expect(world.count(asked)).toBeGreaterThanOrEqual(9);
    expect(world.count(asked)).toBeLessThanOrEqual(11);
    expect(world.count('open')).toBe(1);
    world.isTooSlow = false;
    world.pass(2400, { fps: 0.25, bytes: true });
    expect(world.state).not.toBe('too-slow');
    world.pass(2000, { fps: 25 });
    expect(world.state).toBe('live');
    const before = world.count(asked);
    world.pass(60_000, { fps: 25 });
    expect(world.count(asked)).toBe(before);
  });

  it('is over as soon as frames flow, before the server is asked again', () => {
    world.isTooSlow = true;
    world.pass(2000, keyFrames);
    const before = world.count(asked);
    world.pass(1600, { fps: 25 });
    expect([world.state, world.count(asked) - before]).toEqual(['live', 0]);
  });

  it('is not one whose camera is slow: the server is asked ever less often', () => {
    world.isTooSlow = false;
    world.pass(120_000, { fps: 2 });
    expect(world.seen).not.toContain('too-slow');
    expect(world.count(asked)).toBeGreaterThan(3);
    expect(world.count(asked)).toBeLessThan(10);
  });

  it('is unknown with a server that does not say it', () => {
    world.isTooSlow = undefined;
    world.pass(10_000, { fps: 2 });
    expect(world.seen).not.toContain('too-slow');
    expect(world.state).toBe('live');
  });

  it('is not suspected in a hidden page, without input, or in pause', () => {
    world.isTooSlow = true;
    world.tell({ type: 'hidden' }).pass(10_000, { fps: 1 });
    expect(world.count(asked)).toBe(0);
    world.tell({ type: 'shown' }).pass(2000, { fps: 25 });
    world.serverState = 'reconnecting';
    world.pass(10_000, { fps: 0 });
    const before = world.count(asked);
    world.pass(10_000, { fps: 0 });
    expect([world.count(asked), world.state]).toEqual([before, 'no-input']);
    world.tell({ type: 'pause' }).pass(10_000);
    expect(world.count(asked)).toBe(before);
  });

  it('is lost like any other when the server falls silent', () => {
    world.isTooSlow = true;
    world.pass(4000, keyFrames);
    expect(world.state).toBe('too-slow');
    world.pass(6000, { heartbeats: false });
    expect(world.count('close')).toBeGreaterThan(0);
    expect(world.state).not.toBe('too-slow');
  });

  it('is told before its first frame, which may take longer than a session is given', () => {
    world = new World();
    world.isTooSlow = true;
    world.answer().tell({ type: 'connected' }).pass(1600, { bytes: true });
    expect(world.count(asked)).toBe(0);
    world.pass(20_000, { bytes: true });
    expect([world.state, world.count('open')]).toEqual(['too-slow', 1]);
    world.goLive().pass(2000, { fps: 25 });
    expect(world.state).toBe('live');
  });
});
