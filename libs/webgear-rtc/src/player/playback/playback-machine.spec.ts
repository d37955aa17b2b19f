import { describe, expect, it } from '@jest/globals';
import { refusal, TICK_MS, World } from '../../../../../test/support/playback-world.js';
import type { Failure } from './playback.interface.js';
import { countdownOf, messageOf } from './state-words.js';

describe('a player', () => {
  it('connects, is live, and asks for the state of the stream once', () => {
    const world = new World().goLive().pass(3_600_000, { fps: 30 });
    expect(world.seen).toEqual(['connecting', 'live']);
    expect([world.count('open'), world.count('ask')]).toEqual([1, 1]);
  });

  it('asks ever more rarely while frames stand still and the server says the same', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(600_000);
    expect(world.state).toBe('buffering');
    expect(world.count('ask')).toBeGreaterThan(15);
    expect(world.count('ask')).toBeLessThan(35);
  });

  it('asks when frames become those of a slate, in a stream of any rate, and when they are no more', () => {
    for (const fps of [30, 10, 5]) {
      const world = new World().goLive().pass(20_000, { fps });
      expect(world.count('ask')).toBe(1);
      world.serverState = 'reconnecting';
      world.pass(4400, { fps: 10, frameBytes: 100 });
      expect([fps, world.state]).toEqual([fps, 'no-input']);
      world.pass(120_000, { fps: 10, frameBytes: 100 });
      const asked = world.count('ask');
      expect(asked).toBeLessThan(15);
      world.serverState = 'live';
      world.pass(4400, { fps });
      expect([fps, world.state]).toEqual([fps, 'live']);
      expect(world.pass(600_000, { fps }).count('ask')).toBeLessThanOrEqual(asked + 2);
    }
  });

  it('does not ask again and again where frames come in fits and starts', () => {
    const world = new World().goLive();
    for (let minutes = 0; minutes < 20; minutes++) {
      world.pass(20_000, { fps: 30 }).pass(3000).pass(20_000, { fps: 10, frameBytes: 100 });
    }
    expect(world.count('ask')).toBeLessThan(20 * 3);
  });

  it('says that it waits when no picture came for a second, and is live with the next', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(800);
    expect(world.state).toBe('live');
    expect(world.pass(800).state).toBe('buffering');
    expect(world.pass(800, { fps: 25 }).state).toBe('live');
    expect(world.count('open')).toBe(1);
  });

  it('takes a stream of one picture in two seconds for live all the time, once it knows it', () => {
    const world = new World().goLive().pass(6000, { fps: 0.5 });
    const before = world.seen.length;
    world.pass(60_000, { fps: 0.5 });
    expect([world.state, world.seen.length]).toEqual(['live', before]);
    expect(world.count('open')).toBe(1);
  });

  it('connects anew when packets come and no picture', () => {
    const world = new World().goLive().pass(4000, { fps: 25 });
    world.pass(8000, { bytes: true });
    expect(world.count('open')).toBe(2);
    expect(world.seen).toEqual(['connecting', 'live', 'buffering']);
  });

  it('leaves a connection alone that brings no packets: a source that stands still is no fault of it', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(60_000);
    expect([world.state, world.count('open')]).toEqual(['buffering', 1]);
  });

  it('comes back to a server that falls silent, ever more slowly, and says when', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).pass(4000, { signs: false });
    expect([world.count('close'), world.state]).toEqual([1, 'connecting']);
    world.serverState = undefined;
    world.pass(1200);
    expect([world.count('open'), world.state]).toEqual([1, 'offline']);
    world.pass(80_000);
    expect(world.view && countdownOf(world.view)).toMatch(/^Trying again in [1-8] s$/);
    expect(world.count('ask')).toBeLessThan(18);
    world.serverState = 'live';
    expect(world.pass(8400).count('open')).toBe(2);
    for (let tries = 0; tries < 20; tries++) world.fail({ kind: 'unreachable' }).pass(8400);
    expect(world.count('open')).toBe(22);
    expect(world.goLive().state).toBe('live');
  });

  it('tries at once when the network stirs', () => {
    const world = new World();
    for (let tries = 0; tries < 6; tries++) world.fail({ kind: 'unreachable' }).tell({ type: 'stirred' });
    expect(world.count('open')).toBe(7);
  });

  it('gives a server half the time to show itself after a sleep', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'stirred' });
    world.pass(1200, { signs: false });
    expect(world.count('close')).toBe(0);
    expect(world.pass(800, { signs: false }).count('close')).toBe(1);
  });

  it.each<[string, Failure, string, number]>([
    ['all places taken', refusal(503, 'WGR_TOO_MANY_PEERS', 5), 'full', 5],
    ['a guard that refuses', refusal(403), 'refused', 30],
    ['a guard that wants to know who is there', refusal(401), 'refused', 30],
    ['a stream that is not there', refusal(404, 'WGR_STREAM_UNKNOWN'), 'refused', 30],
    ['a server that shuts down', refusal(503, 'WGR_SHUTTING_DOWN', 2), 'offline', 2],
    ['a proxy without its server', refusal(502), 'offline', 1],
  ])('tells %s, and tries again', (_, failure, state, seconds) => {
    const world = new World().fail(failure);
    expect([world.state, world.view?.retryInSeconds]).toEqual([state, seconds]);
    expect(world.pass(seconds * 1000 + TICK_MS).count('open')).toBe(2);
    // What was said stays until something better is known.
    expect([world.state, world.view?.retryInSeconds]).toEqual([state, 0]);
  });

  it('has words of its own for who is not signed in, and for a server that fails', () => {
    const says = (failure: Failure): string | undefined => {
      const { view } = new World().fail(failure);
      return view && messageOf(view);
    };
    expect([401, 403, 500, 502].map((status) => says(refusal(status)))).toEqual([
      'Sign in to watch.',
      'You may not watch this stream.',
      'The server has a problem.',
      'The server cannot be reached.',
    ]);
  });

  it.each([
    [409, 'WGR_VIEWER_REPLACED'],
    [410, 'WGR_PEER_REPLACED'],
    [409, ''],
  ])('is replaced when the server says so while it waits for an answer: %s %s', (status, code) => {
    const world = new World().fail(refusal(status, code)).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 1]);
  });

  it('leaves the place to the window that took it, until the viewer wants it back', () => {
    const world = new World().goLive().tell({ type: 'lost' }).pass(1000);
    world.fail(refusal(409, 'WGR_VIEWER_REPLACED')).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 2]);
    world.tell({ type: 'play', byHand: true }).goLive();
    expect([world.state, world.count('take over')]).toEqual(['live', 1]);
  });

  it('pauses by letting go, and plays by connecting anew', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'pause' });
    expect([world.state, world.count('close')]).toEqual(['paused', 1]);
    expect(world.pass(600_000).count('open')).toBe(1);
    expect(world.tell({ type: 'play', byHand: true }).goLive().state).toBe('live');
  });

  it('keeps the connection when the browser wants a touch first', () => {
    const world = new World().answer().tell({ type: 'connected' }, { type: 'touch-needed' });
    expect(world.state).toBe('paused');
    world.tell({ type: 'play', byHand: true }, { type: 'picture' });
    expect([world.state, world.done]).toEqual(['live', ['open', 'ask', 'resume']]);
  });

  it('lets go when it was hidden for five minutes, and is back as soon as it is shown', () => {
    const world = new World()
      .goLive()
      .tell({ type: 'hidden' })
      .pass(4 * 60_000, { fps: 25 });
    expect(world.count('close')).toBe(0);
    expect([world.pass(2 * 60_000, { fps: 25 }).state, world.count('close')]).toEqual(['paused', 1]);
    expect(world.tell({ type: 'shown' }).count('open')).toBe(2);
  });
});
