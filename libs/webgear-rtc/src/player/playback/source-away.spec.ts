import { describe, expect, it } from '@jest/globals';
import { World } from '../../../../../test/support/playback-world.js';
import type { PlaybackEvent } from './playback.interface.js';

/** A server that does not answer one kind of question. */
function silenced(tell: World['tell'], type: PlaybackEvent['type'], world: World): World['tell'] {
  return (...events) => {
    tell(...events.filter((event) => event.type !== type));
    return world;
  };
}

describe('a player whose source is away', () => {
  it.each(['reconnecting', 'starting', 'ended'])(
    'is not live for a moment while the slate is on: %s',
    (state) => {
      const world = new World();
      world.serverState = state;
      world.goLive().pass(20_000, { fps: 10, frameBytes: 100 });
      expect([world.state, world.seen.includes('live')]).toEqual(['no-input', false]);
      world.serverState = 'live';
      expect(world.pass(4400, { fps: 30 }).state).toBe('live');
    },
  );

  it('is not live for a moment either when the slate comes after a standstill', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(10_000);
    const seen = world.seen.length;
    world.serverState = 'reconnecting';
    world.pass(2000, { fps: 10, frameBytes: 100 });
    expect(world.seen.slice(seen)).toEqual(['no-input']);
  });

  it('does not take a slate that is late for the end', () => {
    const world = new World();
    world.serverState = 'ended';
    world.pass(2000).answer().tell({ type: 'connected' }).pass(2400);
    expect(world.state).toBe('no-input');
    expect(world.pass(20_000).state).toBe('ended');
  });

  it('does not take a source that starts for one that is away', () => {
    const world = new World();
    world.serverState = 'starting';
    world.answer().tell({ type: 'connected' });
    expect(world.state).toBe('connecting');
    world.serverState = 'live';
    expect(world.tell({ type: 'picture' }).state).toBe('live');
    expect(world.seen).toEqual(['connecting', 'live']);
  });

  it('is live after a second where the server does not say how the stream is', () => {
    const world = new World();
    world.tell = silenced(world.tell.bind(world), 'server-state', world);
    world.goLive().pass(800, { fps: 30 });
    expect(world.state).toBe('connecting');
    expect(world.pass(800, { fps: 30 }).state).toBe('live');
  });

  it('stays ended until somebody asks, also when nobody watches any more', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.pass(2000);
    expect([world.state, world.count('close')]).toEqual(['ended', 1]);
    for (const state of ['ended', 'idle', 'starting', undefined, '']) {
      world.serverState = state;
      world.pass(600_000);
      expect([state, world.state, world.count('open')]).toEqual([state, 'ended', 1]);
    }
    expect(world.count('ask')).toBeLessThan(80);
    expect(world.tell({ type: 'play', byHand: true }).count('take over')).toBe(1);
  });

  it('does not start it again when the page lets it play that was out of view', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'pause' });
    world.serverState = 'ended';
    world.tell({ type: 'play', byHand: false });
    expect([world.state, world.count('open')]).toEqual(['ended', 1]);
    world.tell({ type: 'pause' });
    world.serverState = 'idle';
    expect(world.tell({ type: 'play', byHand: false }).count('open')).toBe(2);
  });

  it('goes on when another viewer starts it', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.pass(10_000);
    world.serverState = 'live';
    expect(world.pass(60_000).count('open')).toBe(2);
  });

  it('does not start it again when its connection is lost about the end', () => {
    const world = new World().goLive().pass(2000, { fps: 25 });
    world.serverState = 'ended';
    world.tell({ type: 'lost' }).pass(60_000);
    expect([world.state, world.count('open')]).toEqual(['ended', 1]);
  });
});
