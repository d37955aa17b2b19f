import { describe, expect, it } from '@jest/globals';
import { World } from '../../../../../test/support/playback-world.js';
import type { PlaybackEvent } from './playback.interface.js';

/** Drops one kind of event. */
function silenced(tell: World['tell'], type: PlaybackEvent['type'], world: World): World['tell'] {
  return (...events) => {
    tell(...events.filter((event) => event.type !== type));
    return world;
  };
}

describe('a player whose source is unavailable', () => {
  it.each(['reconnecting', 'starting', 'ended'])('is never live while the slate is shown: %s', (state) => {
    const world = new World();
    world.serverState = state;
    world.goLive().pass(20_000, { fps: 10, frameBytes: 100 });
    expect([world.state, world.seen.includes('live')]).toEqual(['no-input', false]);
    world.serverState = 'live';
    expect(world.pass(4400, { fps: 30 }).state).toBe('live');
  });

  it('is never live when a slate follows a stall', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(10_000);
    const seen = world.seen.length;
    world.serverState = 'reconnecting';
    world.pass(2000, { fps: 10, frameBytes: 100 });
    expect(world.seen.slice(seen)).toEqual(['no-input']);
  });

  it('does not mistake a late slate for the end', () => {
    const world = new World();
    world.serverState = 'ended';
    world.pass(2000).answer().tell({ type: 'connected' }).pass(2400);
    expect(world.state).toBe('no-input');
    expect(world.pass(20_000).state).toBe('ended');
  });

  it('does not mistake a starting source for a missing one', () => {
    const world = new World();
    world.serverState = 'starting';
    world.answer().tell({ type: 'connected' });
    expect(world.state).toBe('connecting');
    world.serverState = 'live';
    expect(world.tell({ type: 'first-frame' }).state).toBe('live');
    expect(world.seen).toEqual(['connecting', 'live']);
  });

  it('is live after a second if the server does not report the state', () => {
    const world = new World();
    world.tell = silenced(world.tell.bind(world), 'server-state', world);
    world.goLive().pass(800, { fps: 30 });
    expect(world.state).toBe('connecting');
    expect(world.pass(800, { fps: 30 }).state).toBe('live');
  });

  it('stays ended until the viewer presses play, also without other viewers', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.pass(2000);
    expect([world.state, world.count('close')]).toEqual(['ended', 1]);
    for (const state of ['ended', 'idle', 'starting', undefined, '']) {
      world.serverState = state;
      world.pass(600_000);
      expect([state, world.state, world.count('open')]).toEqual([state, 'ended', 1]);
    }
    expect(world.count('query')).toBeLessThan(80);
    expect(world.tell({ type: 'play', byUser: true }).count('take over')).toBe(1);
  });

  it('does not restart an ended stream when the page removes `paused`', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'pause' });
    world.serverState = 'ended';
    world.tell({ type: 'play', byUser: false });
    expect([world.state, world.count('open')]).toEqual(['ended', 1]);
    world.tell({ type: 'pause' });
    world.serverState = 'idle';
    expect(world.tell({ type: 'play', byUser: false }).count('open')).toBe(2);
  });

  it('continues when another viewer restarts it', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.pass(10_000);
    world.serverState = 'live';
    expect(world.pass(60_000).count('open')).toBe(2);
  });

  it('does not restart it when its connection is lost near the end', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.tell({ type: 'lost' }).pass(60_000);
    expect([world.state, world.count('open')]).toEqual(['ended', 1]);
  });
});
