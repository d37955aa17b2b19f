import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamState } from '../../media/stream-stats.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { ScriptedSource, type ScriptedRun } from '../../testing/scripted-source.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { VideoSource } from '../video-source.interface.js';
import type { SourceSupervisorParts } from './source-supervisor-parts.js';
import { SourceSupervisor } from './source-supervisor.js';

const START_US = 1_000_000_000;
const INTERVAL_MS = 40;

describe('SourceSupervisor with a failing source', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let source: ScriptedSource;
  let lines: string[];
  let states: StreamState[];
  let slates: string[];
  let supervisor: SourceSupervisor;

  beforeEach(() => {
    clock = new VirtualCaptureClock(START_US);
    ledger = new FrameLedger();
    [lines, states, slates] = [[], [], []];
  });

  afterEach(async () => {
    const stopped = supervisor.stop();
    await clock.advance(1000);
    await stopped;
    expect(ledger.open).toBe(0);
  });

  function supervise(
    script: readonly ScriptedRun[],
    parts: Partial<SourceSupervisorParts> = {},
    kind: { live?: boolean; reconnects?: boolean } = {},
  ): void {
    source = new ScriptedSource(script, clock, ledger, { framerate: 1000 / INTERVAL_MS, ...kind });
    supervisor = new SourceSupervisor({
      source,
      clock,
      logger: { log: () => {}, warn: (line) => lines.push(line), error: (line) => lines.push(line) },
      paintSlate: (text, _size, captureTimeUs) => {
        slates.push(text);
        return Promise.resolve(ledger.frame(captureTimeUs));
      },
      loop: false,
      enableInfiniteFrames: false,
      stallTimeoutMs: 10_000,
      timeDelayMs: 0,
      random: () => 1,
      streamName: 'yard',
      ...parts,
    });
    supervisor.state$.subscribe((state) => states.push(state));
    supervisor.start();
  }

  describe('of a stream joined within a GOP', () => {
    /** Sends packets from the start, and its first frame after some time. */
    function joined(firstFrameMs: number, packetsUntilMs = Number.POSITIVE_INFINITY): VideoSource {
      let openedAtUs = 0;
      let closed = new AbortController();
      return {
        label: 'joined',
        reconnects: true,
        get packetsRead() {
          return Math.min(packetsUntilMs, (clock.nowUs() - openedAtUs) / 1000);
        },
        open: () => {
          openedAtUs = clock.nowUs();
          closed = new AbortController();
          return Promise.resolve({ width: 0, height: 0, framerate: 30, live: true });
        },
        async *frames() {
          await clock.sleep(firstFrameMs, closed.signal);
          if (!closed.signal.aborted) yield ledger.frame(clock.nowUs());
          await new Promise<void>((resolve) => closed.signal.addEventListener('abort', () => resolve()));
        },
        close: () => Promise.resolve(closed.abort()),
      };
    }

    it.each([true, false])('waits for the key frame, and says so once (infinite: %s)', async (infinite) => {
      supervise([], { source: joined(20_000), enableInfiniteFrames: infinite });
      await clock.advance(19_999);
      expect(states.at(-1)).toBe('starting');
      expect(lines).toEqual(['Stream "yard": "joined" sends data, but no key frame yet; waiting for one.']);
      await clock.advance(1);
      expect(states.at(-1)).toBe('live');
      expect(supervisor.info).toMatchObject({ width: 64, height: 36 });
    });

    it('fails if none arrives, and can retry', async () => {
      supervise([], { source: joined(Number.MAX_SAFE_INTEGER / 2000), enableInfiniteFrames: true });
      await clock.advance(60_000);
      expect(states.at(-1)).toBe('reconnecting');
      await clock.advance(1000);
      expect(states.at(-1)).toBe('reconnecting');
      expect(states).not.toContain('ended');
    });

    it('does not count packets from before', async () => {
      supervise([], { source: joined(25_000, 3000) });
      await clock.advance(20_000);
      expect(states.at(-1)).toBe('reconnecting');
    });
  });

  it('draws a slate of the default size while the size is unknown', async () => {
    const sizes: unknown[] = [];
    const torn = { next: () => Promise.reject(new Error('torn')) };
    const throwing = { [Symbol.asyncIterator]: () => torn };
    const source: VideoSource = {
      label: 'unknown',
      reconnects: true,
      open: () => Promise.resolve({ width: 0, height: 0, framerate: 30, live: true }),
      frames: () => throwing,
      close: () => Promise.resolve(),
    };
    supervise([], {
      source,
      enableInfiniteFrames: true,
      paintSlate: (_text, { width, height }, timeUs) => {
        sizes.push([width, height]);
        return Promise.resolve(ledger.frame(timeUs));
      },
    });
    await clock.advance(400);
    expect(sizes).toEqual([[1280, 720]]);
    expect(states.at(-1)).toBe('reconnecting');
  });

  it('reconnects although its slate cannot be drawn', async () => {
    supervise(
      ['refuse', { frames: 1, after: 'silence' }],
      { enableInfiniteFrames: true, paintSlate: () => Promise.reject(new Error('no paint')) },
      { live: true, reconnects: true },
    );
    await clock.advance(499);
    expect([source.opens, states.at(-1)]).toEqual([1, 'reconnecting']);
    await clock.advance(1);
    expect([source.opens, states.at(-1)]).toEqual([2, 'live']);
  });

  it.each([4, 12])('keeps a source with one frame in %i s if it states its rate', async (seconds) => {
    const slow: VideoSource = {
      label: 'slow',
      reconnects: true,
      open: () => Promise.resolve({ width: 64, height: 36, framerate: 1 / seconds, live: true }),
      async *frames() {
        for (let index = 0; index < 10; index++, await clock.sleep(seconds * 1000)) {
          yield ledger.frame(clock.nowUs());
        }
      },
      close: () => Promise.resolve(),
    };
    supervise([], { source: slow, stallTimeoutMs: 5000 });
    await clock.advance(seconds * 5000);
    expect(states).toEqual(['idle', 'starting', 'live']);
    await clock.advance(seconds * 6000);
  });

  it('closes the frame that a hanging read gives after all', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const hanging: VideoSource = {
      label: 'hanging',
      reconnects: true,
      open: () => Promise.resolve({ width: 64, height: 36, framerate: 25, live: true }),
      async *frames() {
        await released;
        yield ledger.frame(clock.nowUs());
      },
      close: () => released,
    };
    supervise([], { source: hanging });
    await clock.advance(0);
    const stopped = supervisor.stop();
    await clock.advance(1000);
    await stopped;
    release();
    await clock.advance(0);
    expect([ledger.open, states]).toEqual([0, ['idle', 'starting', 'idle']]);
  });

  it('extends the timeout for a camera with one frame per connection', async () => {
    supervise(
      [{ frames: 1, after: 'silence' }],
      { stallTimeoutMs: 10_000 },
      { live: true, reconnects: true },
    );
    await clock.advance(10_500);
    expect(source.opens).toBe(2);
    await clock.advance(12_000);
    expect(states.at(-1)).toBe('live');
    await clock.advance(8500);
    expect(source.opens).toBe(3);
  });

  it('names the stream, and logs the stack of an application error once', async () => {
    const errors: unknown[][] = [];
    const cause = new TypeError('no width');
    const thrower: VideoSource = {
      label: 'Thrower',
      reconnects: true,
      open: () =>
        Promise.reject(
          new WebGearRtcError('WGR_SOURCE_FAILED', { source: 'Thrower', reason: cause.message }, { cause }),
        ),
      async *frames() {},
      close: () => Promise.resolve(),
    };
    const warnings: string[] = [];
    supervise([], {
      source: thrower,
      logger: {
        log: () => undefined,
        warn: (line) => warnings.push(line),
        error: (line, stack, fields) => errors.push([line, stack, fields?.['code']]),
      },
    });
    await clock.advance(500);
    const text = 'Stream "yard": "Thrower" failed: no width. Check that the source works on its own.';
    expect(errors).toEqual([
      [text, cause.stack, 'WGR_SOURCE_FAILED'],
      [text, undefined, 'WGR_SOURCE_FAILED'],
    ]);
    expect(warnings[0]).toMatch(/^Stream "yard": Source "Thrower" /);
  });

  it('keeps the newest frame while it is live, for new viewers', async () => {
    supervise([{ frames: 2, after: 'end' }]);
    await clock.advance(39);
    expect(supervisor.lastFrame?.captureTimeUs).toBe(START_US);
    await clock.advance(1);
    expect(supervisor.lastFrame?.captureTimeUs).toBe(START_US + 40_000);
    expect(ledger.open).toBeGreaterThan(0);
    await clock.advance(5000);
    expect(supervisor.lastFrame).toBeUndefined();
    expect(ledger.open).toBe(0);
  });

  it('takes the duration of a film, including its last frame', async () => {
    supervise([{ frames: 5, after: 'end' }]);
    await clock.advance(199);
    expect(slates).toEqual([]);
    await clock.advance(1);
    expect(slates).toEqual(['The End']);
  });
});
