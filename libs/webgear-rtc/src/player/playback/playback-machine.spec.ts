import { describe, expect, it } from '@jest/globals';
import { refusal, TICK_MS, World } from '../../../../../test/support/playback-world.js';
import type { Failure } from './playback.interface.js';
import { english } from '../words/english.js';
import { countdownOf } from './state-text.js';

describe('a player', () => {
  it('connects, is live, and queries the state of the stream once', () => {
    const world = new World().goLive().pass(3_600_000, { fps: 30 });
    expect(world.seen).toEqual(['connecting', 'live']);
    expect([world.count('open'), world.count('query')]).toEqual([1, 1]);
  });

  it('queries with back-off while frames are stalled and the state is unchanged', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(600_000);
    expect(world.state).toBe('buffering');
    expect(world.count('query')).toBeGreaterThan(15);
    expect(world.count('query')).toBeLessThan(35);
  });

  it('queries when a slate begins and when it ends, at any frame rate', () => {
    for (const fps of [30, 10, 5]) {
      const world = new World().goLive().pass(20_000, { fps });
      expect(world.count('query')).toBe(1);
      world.serverState = 'reconnecting';
      world.pass(4400, { fps: 10, frameBytes: 100 });
      expect([fps, world.state]).toEqual([fps, 'no-input']);
      world.pass(120_000, { fps: 10, frameBytes: 100 });
      const queries = world.count('query');
      expect(queries).toBeLessThan(15);
      world.serverState = 'live';
      world.pass(4400, { fps });
      expect([fps, world.state]).toEqual([fps, 'live']);
      expect(world.pass(600_000, { fps }).count('query')).toBeLessThanOrEqual(queries + 2);
    }
  });

  it('does not query repeatedly while a stream stutters', () => {
    const world = new World().goLive();
    for (let minutes = 0; minutes < 20; minutes++) {
      world.pass(20_000, { fps: 30 }).pass(3000).pass(20_000, { fps: 10, frameBytes: 100 });
    }
    expect(world.count('query')).toBeLessThan(20 * 3);
  });

  it('shows buffering after a second without a frame, and live with the next one', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(800);
    expect(world.state).toBe('live');
    expect(world.pass(800).state).toBe('buffering');
    expect(world.pass(800, { fps: 25 }).state).toBe('live');
    expect(world.count('open')).toBe(1);
  });

  it('treats a stream of one frame in two seconds as live once its interval is known', () => {
    const world = new World().goLive().pass(6000, { fps: 0.5 });
    const before = world.seen.length;
    world.pass(60_000, { fps: 0.5 });
    expect([world.state, world.seen.length]).toEqual(['live', before]);
    expect(world.count('open')).toBe(1);
  });

  it('reconnects when packets arrive but no frame is decoded', () => {
    const world = new World().goLive().pass(4000, { fps: 25 });
    world.pass(8000, { bytes: true });
    expect(world.count('open')).toBe(2);
    expect(world.seen).toEqual(['connecting', 'live', 'buffering']);
  });

  it('keeps a connection without packets: a stalled source is no connection fault', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(60_000);
    expect([world.state, world.count('open')]).toEqual(['buffering', 1]);
  });

  it('reconnects to a silent server with back-off, and shows a countdown', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).pass(4000, { heartbeats: false });
    expect([world.count('close'), world.state]).toEqual([1, 'connecting']);
    world.serverState = undefined;
    world.pass(1200);
    expect([world.count('open'), world.state]).toEqual([1, 'offline']);
    world.pass(80_000);
    expect(world.view && countdownOf(world.view, english)).toMatch(/^Trying again in [1-8] s\.$/);
    expect(world.count('query')).toBeLessThan(18);
    world.serverState = 'live';
    expect(world.pass(8400).count('open')).toBe(2);
    for (let tries = 0; tries < 20; tries++) world.fail({ kind: 'unreachable' }).pass(8400);
    expect(world.count('open')).toBe(22);
    expect(world.goLive().state).toBe('live');
  });

  it('retries at once when the network changes', () => {
    const world = new World();
    for (let tries = 0; tries < 6; tries++)
      world.fail({ kind: 'unreachable' }).tell({ type: 'network-changed' });
    expect(world.count('open')).toBe(7);
  });

  it('halves the silence timeout after a sleep', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'network-changed' });
    world.pass(1200, { heartbeats: false });
    expect(world.count('close')).toBe(0);
    expect(world.pass(800, { heartbeats: false }).count('close')).toBe(1);
  });

  it.each<[string, Failure, string, number]>([
    ['all places taken', refusal(503, 'WGR_TOO_MANY_PEERS', 5), 'full', 5],
    ['a guard that refuses', refusal(403), 'refused', 30],
    ['a stream that is not there', refusal(404, 'WGR_STREAM_UNKNOWN'), 'refused', 30],
    ['a server that shuts down', refusal(503, 'WGR_SHUTTING_DOWN', 2), 'offline', 2],
    ['a proxy without its server', refusal(502), 'offline', 1],
  ])('shows %s, and retries', (_, failure, state, seconds) => {
    const world = new World().fail(failure);
    expect([world.state, world.view?.retryInSeconds]).toEqual([state, seconds]);
    expect(world.pass(seconds * 1000 + TICK_MS).count('open')).toBe(2);
    // The state stays until the attempt has succeeded.
    expect([world.state, world.view?.retryInSeconds]).toEqual([state, 0]);
  });

  it('does not ask again without credentials, until the viewer returns to the page or asks', () => {
    const world = new World().fail(refusal(401)).pass(600_000);
    expect([world.state, world.view?.retryInSeconds, world.count('open')]).toEqual(['refused', undefined, 1]);
    world.tell({ type: 'network-changed' }).pass(60_000);
    expect(world.count('open')).toBe(1);
    expect(world.tell({ type: 'hidden' }, { type: 'shown' }).count('open')).toBe(2);
    world.fail(refusal(401)).pass(60_000);
    expect(world.tell({ type: 'play', byUser: true }).count('take over')).toBe(1);
  });

  it('does not ask again where the images of the compatibility mode want credentials', () => {
    const world = new World().answer().pass(6400, { heartbeats: false }).pass(2000, { images: 10 });
    world
      .tell({ type: 'fallback-lost' })
      .pass(800)
      .tell({ type: 'fallback-lost', failure: refusal(401) });
    const opened = world.count('open');
    expect(world.pass(600_000).state).toBe('refused');
    expect(world.count('open')).toBe(opened);
  });

  it.each([
    [409, 'WGR_VIEWER_REPLACED'],
    [410, 'WGR_PEER_REPLACED'],
    [409, ''],
  ])('is replaced when the offer is answered so: %s %s', (status, code) => {
    const world = new World().fail(refusal(status, code)).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 1]);
  });

  it('stays replaced until the viewer takes the place back', () => {
    const world = new World().goLive().tell({ type: 'lost' }).pass(1000);
    world.fail(refusal(409, 'WGR_VIEWER_REPLACED')).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 2]);
    world.tell({ type: 'play', byUser: true }).goLive();
    expect([world.state, world.count('take over')]).toEqual(['live', 1]);
  });

  it('closes the session on pause, and opens a new one on play', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).tell({ type: 'pause' });
    expect([world.state, world.count('close')]).toEqual(['paused', 1]);
    expect(world.pass(600_000).count('open')).toBe(1);
    expect(world.tell({ type: 'play', byUser: true }).goLive().state).toBe('live');
  });

  it('keeps the connection while autoplay is blocked', () => {
    const world = new World().answer().tell({ type: 'connected' }, { type: 'autoplay-blocked' });
    expect(world.state).toBe('paused');
    world.tell({ type: 'play', byUser: true }, { type: 'first-frame' });
    expect([world.state, world.done]).toEqual(['live', ['open', 'query', 'resume']]);
  });

  it('closes the session after five hidden minutes, and reconnects when shown', () => {
    const world = new World()
      .goLive()
      .tell({ type: 'hidden' })
      .pass(4 * 60_000, { fps: 25 });
    expect(world.count('close')).toBe(0);
    expect([world.pass(2 * 60_000, { fps: 25 }).state, world.count('close')]).toEqual(['paused', 1]);
    expect(world.tell({ type: 'shown' }).count('open')).toBe(2);
  });
});
