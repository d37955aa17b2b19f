import { describe, expect, it } from '@jest/globals';
import { refusal, World } from '../../../../../test/support/playback-world.js';
import { english } from '../words/english.js';
import { detailsOf, stateTextOf } from './state-text.js';

describe('a player whose WebRTC media is blocked', () => {
  /** As behind a firewall: the server answers, and no media arrives. */
  const block = (world: World, images = 0): World => world.answer().pass(6400, { heartbeats: false, images });

  it('shows which port to open', () => {
    const world = block(new World());
    expect(world.state).toBe('blocked');
    const context = { language: 'en' };
    expect(world.view && stateTextOf(world.view, english, context).title).toBe(
      'A firewall is blocking the video',
    );
    expect(world.view && detailsOf(world.view, english, context)).toBe('Open port 5000 (UDP) to camera.');
  });

  it('falls back during the first attempt, keeps retrying WebRTC and returns to it', () => {
    const world = new World().answer().pass(4000, { heartbeats: false });
    expect([world.count('fall back'), world.count('open')]).toEqual([1, 1]);
    world.pass(8000, { heartbeats: false, images: 10 });
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg', detail: '' });
    expect(world.count('open')).toBe(2);
    for (let tries = 0; tries < 10; tries++) block(world, 10).pass(150_000, { images: 10 });
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    expect(world.count('open')).toBe(12);
    world.goLive();
    expect(world.view).toMatchObject({ state: 'live', transport: 'webrtc' });
    expect([world.count('fall back'), world.count('hide fallback')]).toEqual([1, 1]);
  });

  it('stays with WebRTC if the connection is merely slow', () => {
    const world = new World().answer().pass(3600, { heartbeats: false }).goLive();
    expect([world.state, world.count('fall back')]).toEqual(['live', 0]);
  });

  it('falls back at once without WebRTC support', () => {
    expect(new World().fail({ kind: 'unsupported' }).count('fall back')).toBe(1);
  });

  /** A player in compatibility mode. */
  const inCompatibilityMode = (): World => block(new World()).pass(2000, { images: 10 });

  it('stays blocked if the fallback is disabled or missing', () => {
    const forbidden = block(block(new World(false)).pass(800));
    expect([forbidden.state, forbidden.count('fall back')]).toEqual(['blocked', 0]);
    const missing = block(new World()).tell({ type: 'fallback-lost', failure: refusal(404) });
    expect([missing.state, missing.view?.transport]).toEqual(['blocked', 'webrtc']);
    expect(missing.pass(20_000).count('open')).toBeGreaterThan(1);
    expect(missing.count('fall back')).toBe(1);
  });

  it('keeps showing images while the server has no place for a WebRTC session', () => {
    const world = inCompatibilityMode();
    world.pass(2000, { images: 10 }).fail(refusal(503, 'WGR_TOO_MANY_PEERS', 5));
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    expect(world.pass(31_000, { images: 10 }).fail(refusal(403)).state).toBe('refused');
  });

  it('requests the images again when their response ends', () => {
    const world = inCompatibilityMode().tell({ type: 'fallback-lost' });
    expect(world.state).toBe('buffering');
    expect(world.pass(800).count('fall back')).toBe(2);
    expect(world.pass(400, { images: 10 }).state).toBe('live');
  });

  it('detects within three seconds that a response has stalled, and repeats the request with back-off', () => {
    const world = inCompatibilityMode().pass(1600);
    expect(world.state).toBe('buffering');
    expect(world.pass(1400).count('fall back')).toBe(2);
    expect(world.pass(300_000).state).toBe('buffering');
    expect(world.count('fall back')).toBeLessThan(25);
    expect(world.pass(1200, { images: 10 }).state).toBe('live');
  });

  it.each([
    ['cut', true],
    ['silent', false],
  ])('shows offline while the server is gone, and recovers with it: %s', (_, isCut) => {
    const world = inCompatibilityMode();
    world.serverState = undefined;
    if (isCut) world.tell({ type: 'fallback-lost' });
    world.pass(2000);
    expect([world.state, world.view?.transport]).toEqual(['offline', 'webrtc']);
    world.pass(60_000);
    world.serverState = 'idle';
    world.pass(8400).answer().pass(400, { heartbeats: false });
    expect(world.pass(400, { images: 10 }).view).toMatchObject({ state: 'live', transport: 'mjpeg' });
  });

  it('stays replaced when another window took over the images', () => {
    const world = inCompatibilityMode().tell({ type: 'fallback-lost' }).pass(800);
    world.tell({ type: 'fallback-lost', failure: refusal(409, 'WGR_VIEWER_REPLACED') }).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 2]);
  });

  it('stays ended when the images end, and sends no offer while a slate is shown', () => {
    const world = inCompatibilityMode();
    world.serverState = 'ended';
    world.pass(2400);
    expect(world.state).toBe('ended');
    const tries = world.count('open');
    expect(world.pass(600_000).count('open')).toBe(tries);
    const slate = inCompatibilityMode();
    slate.serverState = 'ended';
    const opened = slate.count('open');
    expect(slate.pass(600_000, { images: 10 }).count('open')).toBe(opened);
  });
});
