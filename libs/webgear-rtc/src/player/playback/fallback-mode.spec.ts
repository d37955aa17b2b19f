import { describe, expect, it } from '@jest/globals';
import { refusal, World } from '../../../../../test/support/playback-world.js';
import { messageOf } from './state-words.js';

describe('a player that media cannot reach', () => {
  /** As with a firewall: the server answers, and nothing else comes. */
  const block = (world: World, images = 0): World => world.answer().pass(6400, { signs: false, images });

  it('says what to open', () => {
    const world = block(new World());
    expect(world.state).toBe('blocked');
    expect(world.view && messageOf(world.view)).toBe(
      'The picture cannot get through. Open UDP port 5000 to camera.',
    );
  });

  it('falls back while it still tries, tries on behind it, and comes back by itself', () => {
    const world = new World().answer().pass(4000, { signs: false });
    expect([world.count('fall back'), world.count('open')]).toEqual([1, 1]);
    world.pass(8000, { signs: false, images: 10 });
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg', detail: '' });
    expect(world.count('open')).toBe(2);
    for (let tries = 0; tries < 10; tries++) block(world, 10).pass(150_000, { images: 10 });
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    expect(world.count('open')).toBe(12);
    world.goLive();
    expect(world.view).toMatchObject({ state: 'live', transport: 'webrtc' });
    expect([world.count('fall back'), world.count('hide fallback')]).toEqual([1, 1]);
  });

  it('stays with WebRTC where that only takes its time', () => {
    const world = new World().answer().pass(3600, { signs: false }).goLive();
    expect([world.state, world.count('fall back')]).toEqual(['live', 0]);
  });

  it('falls back at once where there is no WebRTC at all', () => {
    expect(new World().fail({ kind: 'unsupported' }).count('fall back')).toBe(1);
  });

  /** Watches in compatibility mode. */
  const inCompatibilityMode = (): World => block(new World()).pass(2000, { images: 10 });

  it('stays blocked where it may not fall back, or has nothing to fall back to', () => {
    const forbidden = block(block(new World(false)).pass(800));
    expect([forbidden.state, forbidden.count('fall back')]).toEqual(['blocked', 0]);
    const missing = block(new World()).tell({ type: 'fallback-lost', failure: refusal(404) });
    expect([missing.state, missing.view?.transport]).toEqual(['blocked', 'webrtc']);
    expect(missing.pass(20_000).count('open')).toBeGreaterThan(1);
    expect(missing.count('fall back')).toBe(1);
  });

  it('keeps the images it has while there is no place for better ones', () => {
    const world = inCompatibilityMode();
    world.pass(2000, { images: 10 }).fail(refusal(503, 'WGR_TOO_MANY_PEERS', 5));
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    expect(world.pass(31_000, { images: 10 }).fail(refusal(403)).state).toBe('refused');
  });

  it('notices that the images are cut, and asks for them again', () => {
    const world = inCompatibilityMode().tell({ type: 'fallback-lost' });
    expect(world.state).toBe('buffering');
    expect(world.pass(800).count('fall back')).toBe(2);
    expect(world.pass(400, { images: 10 }).state).toBe('live');
  });

  it('notices within three seconds that no image comes over an open connection, and asks ever more rarely', () => {
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
  ])('says that the server is gone, and comes back with it: %s', (_, isCut) => {
    const world = inCompatibilityMode();
    world.serverState = undefined;
    if (isCut) world.tell({ type: 'fallback-lost' });
    world.pass(2000);
    expect([world.state, world.view?.transport]).toEqual(['offline', 'webrtc']);
    world.pass(60_000);
    world.serverState = 'idle';
    world.pass(8400).answer().pass(400, { signs: false });
    expect(world.pass(400, { images: 10 }).view).toMatchObject({ state: 'live', transport: 'mjpeg' });
  });

  it('leaves the images to the window that took them', () => {
    const world = inCompatibilityMode().tell({ type: 'fallback-lost' }).pass(800);
    world.tell({ type: 'fallback-lost', failure: refusal(409, 'WGR_VIEWER_REPLACED') }).pass(600_000);
    expect([world.state, world.count('open')]).toEqual(['replaced', 2]);
  });

  it('stays ended when the images end, and offers nothing behind a slate', () => {
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
