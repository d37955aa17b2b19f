import { describe, expect, it } from '@jest/globals';
import type { Failure, PlaybackEvent, PlaybackView } from './playback.interface.js';
import { PlaybackMachine } from './playback-machine.js';
import { countdownOf, messageOf } from './state-words.js';

const TICK_MS = 400;
const refusal = (status: number, code = '', retryAfterSeconds?: number): Failure => ({
  kind: 'refusal',
  status,
  code,
  message: 'The words of the server.',
  retryAfterSeconds,
});

/** A player in a world of its own: time passes when it is told to, and a server that is there answers at once. */
class World {
  readonly done: string[] = [];
  readonly seen: string[] = [];
  view: PlaybackView | undefined;
  private nowMs = 1000;
  private frames = 0;
  private bytes = 0;
  private signs = 0;
  private readonly machine: PlaybackMachine;

  constructor(mayFallBack = true) {
    const note = (what: string) => () => void this.done.push(what);
    this.machine = new PlaybackMachine(
      {
        openSession: (takesOver) => this.done.push(takesOver ? 'take over' : 'open'),
        closeSession: note('close'),
        resumeVideo: note('resume'),
        askServerState: note('ask'),
        showFallback: note('fall back'),
        hideFallback: note('hide fallback'),
        show: (view) => {
          if (view.state !== this.view?.state) this.seen.push(view.state);
          this.view = view;
        },
      },
      { mayFallBack },
      () => 0.5,
    );
    this.tell({ type: 'play', byHand: false });
  }

  tell(...events: readonly PlaybackEvent[]): this {
    for (const event of events) this.machine.handle(event, this.nowMs);
    return this;
  }

  fail(failure: Failure): this {
    return this.tell({ type: 'failed', failure });
  }

  answer(): this {
    return this.tell({ type: 'answered', openings: 'Open UDP port 5000 to camera.' });
  }

  goLive(): this {
    this.frames = 1;
    return this.answer().tell({ type: 'connected' }, { type: 'picture' });
  }

  /** Lets time pass; `fps` pictures per second come, and packets and other signs as told. */
  pass(
    ms: number,
    { fps = 0, bytes, signs = true }: { fps?: number; bytes?: boolean; signs?: boolean } = {},
  ): this {
    for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
      this.nowMs += TICK_MS;
      this.frames += (fps * TICK_MS) / 1000;
      if (bytes ?? fps > 0) this.bytes += 1000;
      if (signs) this.signs++;
      this.tell(
        { type: 'tick' },
        {
          type: 'sample',
          sample: {
            sign: String(this.signs),
            framesDecoded: Math.floor(this.frames),
            bytesReceived: this.bytes,
            delayMs: undefined,
          },
        },
      );
    }
    return this;
  }

  count(what: string): number {
    return this.done.filter((one) => one === what).length;
  }

  get state(): string | undefined {
    return this.view?.state;
  }
}

describe('a player', () => {
  it('connects, is live, and asks now and then how the stream is', () => {
    const world = new World().goLive().pass(60_000, { fps: 30 });
    expect(world.seen).toEqual(['connecting', 'live']);
    expect(world.count('open')).toBe(1);
    expect(world.count('ask')).toBeGreaterThan(8);
    expect(world.count('ask')).toBeLessThan(15);
  });

  it('says that it waits when no picture came for a second, and is live with the next', () => {
    const world = new World().goLive().pass(4000, { fps: 25 }).pass(800);
    expect(world.state).toBe('live');
    expect(world.pass(800).state).toBe('buffering');
    expect(world.pass(400, { fps: 25 }).state).toBe('live');
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
    world.pass(1200);
    expect(world.count('open')).toBe(2);
    world.fail({ kind: 'unreachable' });
    expect(world.state).toBe('offline');
    for (let tries = 0; tries < 20; tries++) world.pass(8400).fail({ kind: 'unreachable' });
    expect(world.count('open')).toBe(22);
    expect(world.view && countdownOf(world.view)).toBe('Trying again in 8 s');
    expect(world.pass(8400).goLive().state).toBe('live');
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
    expect([world.state, world.done]).toEqual(['live', ['open', 'resume']]);
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

describe('a player whose source is away', () => {
  it.each(['reconnecting', 'starting', 'ended'])('says so while the slate is on: %s', (state) => {
    const world = new World().goLive().pass(2000, { fps: 10 }).tell({ type: 'server-state', state });
    expect(world.pass(20_000, { fps: 10 }).state).toBe('no-input');
    expect(world.tell({ type: 'server-state', state: 'live' }).state).toBe('live');
  });

  it('does not take a source that starts for one that is away', () => {
    const world = new World()
      .answer()
      .tell({ type: 'connected' }, { type: 'server-state', state: 'starting' });
    expect(world.state).toBe('connecting');
  });

  it('tells the end, and goes on when somebody starts the stream anew', () => {
    const world = new World().goLive().pass(2000, { fps: 25 }).pass(2000);
    world.tell({ type: 'server-state', state: 'ended' });
    expect([world.state, world.count('close')]).toEqual(['ended', 1]);
    world.pass(60_000);
    expect(world.count('open')).toBe(1);
    expect(world.tell({ type: 'server-state', state: 'live' }).count('open')).toBe(2);
  });
});

describe('a player that media cannot reach', () => {
  /** As with a firewall: the server answers, and nothing else comes. */
  const block = (world: World): World => world.answer().pass(6400, { signs: false });

  it('says what to open', () => {
    const world = block(new World());
    expect(world.state).toBe('blocked');
    expect(world.view && messageOf(world.view)).toBe(
      'The picture cannot get through. Open UDP port 5000 to camera.',
    );
  });

  it('falls back at the second time, tries on behind it, and comes back by itself', () => {
    const world = block(block(new World()).pass(800));
    expect(world.count('fall back')).toBe(1);
    world.tell({ type: 'fallback-picture' });
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg', detail: '' });
    const tries = world.count('open');
    expect(world.pass(16_000).count('open')).toBe(tries + 1);
    block(world);
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    world.pass(31_000).goLive();
    expect(world.view).toMatchObject({ state: 'live', transport: 'webrtc' });
    expect(world.count('hide fallback')).toBe(1);
  });

  it('falls back at once where there is no WebRTC at all', () => {
    expect(new World().fail({ kind: 'unsupported' }).count('fall back')).toBe(1);
  });

  it('stays blocked where it may not fall back, or has nothing to fall back to', () => {
    const forbidden = block(block(new World(false)).pass(800));
    expect([forbidden.state, forbidden.count('fall back')]).toEqual(['blocked', 0]);
    const missing = block(block(new World()).pass(800)).tell({ type: 'fallback-failed' });
    expect([missing.state, missing.view?.transport]).toEqual(['blocked', 'webrtc']);
    expect(missing.pass(40_000).count('open')).toBeGreaterThan(2);
  });

  it('keeps the pictures it has while there is no place for better ones', () => {
    const world = block(block(new World()).pass(800)).tell({ type: 'fallback-picture' });
    world.pass(16_000).fail(refusal(503, 'WGR_TOO_MANY_PEERS', 5));
    expect(world.view).toMatchObject({ state: 'live', transport: 'mjpeg' });
    expect(world.pass(31_000).fail(refusal(403)).state).toBe('refused');
  });

  it('notices in compatibility mode that the server is gone', () => {
    const world = block(block(new World()).pass(800)).tell({ type: 'fallback-picture' });
    world.tell({ type: 'server-state', state: undefined });
    expect([world.state, world.view?.transport]).toEqual(['offline', 'webrtc']);
  });
});
