import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamState } from '../../media/stream-stats.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { ScriptedSource, type ScriptedRun } from '../../testing/scripted-source.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { SourceSupervisorParts } from './source-supervisor-parts.js';
import { SourceSupervisor } from './source-supervisor.js';

const START_US = 1_000_000_000;
const INTERVAL_MS = 40;

describe('SourceSupervisor', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let source: ScriptedSource;
  let lines: string[];
  let states: StreamState[];
  let shownAtUs: number[];
  let slates: string[];
  let supervisor: SourceSupervisor;

  beforeEach(() => {
    clock = new VirtualCaptureClock(START_US);
    ledger = new FrameLedger();
    [lines, states, shownAtUs, slates] = [[], [], [], []];
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
    supervisor.frames$.subscribe((frame) => shownAtUs.push(frame.captureTimeUs));
    supervisor.start();
  }

  const secondsIn = (timeUs: number) => (timeUs - START_US) / 1_000_000;

  it('plays a file at the pace of its timestamps, and then shows "The End"', async () => {
    supervise([{ frames: 3, after: 'end' }]);
    await clock.advance(0);
    expect(shownAtUs.map(secondsIn)).toEqual([0]);
    await clock.advance(39);
    expect(shownAtUs).toHaveLength(1);
    await clock.advance(1);
    expect(shownAtUs.map(secondsIn)).toEqual([0, 0.04]);
    await clock.advance(5000);
    expect(slates).toEqual(['The End']);
    expect(states).toEqual(['idle', 'starting', 'live', 'ended']);
  });

  it('loops without a gap and without going back in time', async () => {
    supervise([{ frames: 3, after: 'end' }], { loop: true });
    await clock.advance(400);
    const steps = shownAtUs.slice(1).map((time, index) => time - (shownAtUs[index] ?? 0));
    expect(source.opens).toBeGreaterThan(2);
    expect(new Set(steps)).toEqual(new Set([INTERVAL_MS * 1000]));
    expect(states).toEqual(['idle', 'starting', 'live']);
  });

  it('keeps the pace of a loop over a single frame', async () => {
    supervise([{ frames: 1, after: 'end' }], { loop: true });
    await clock.advance(400);
    expect(shownAtUs.map(secondsIn)).toEqual([0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4]);
  });

  it('does not spin over a source without frames', async () => {
    supervise([{ frames: 0, after: 'end' }], { loop: true });
    await clock.advance(5000);
    expect(source.opens).toBe(1);
    expect(states.at(-1)).toBe('ended');
  });

  it('distinguishes slates from frames of the source', async () => {
    supervise([{ frames: 2, after: 'end' }]);
    const delivered: boolean[] = [];
    supervisor.frames$.subscribe(() => delivered.push(supervisor.showsSlate));
    await clock.advance(500);
    expect(delivered.slice(0, 4)).toEqual([false, false, true, true]);
    expect(supervisor.showsSlate).toBe(false);
  });

  it('shows "No Input" after the end with enableInfiniteFrames', async () => {
    supervise([{ frames: 1, after: 'end' }], { enableInfiniteFrames: true });
    await clock.advance(60_000);
    expect(slates).toEqual(['No Input']);
    expect(states.at(-1)).toBe('ended');
    expect(secondsIn(shownAtUs.at(-1) ?? 0)).toBeCloseTo(60, 0);
  });

  it('fails for a file that cannot be opened, logs it once and rejects opened()', async () => {
    supervise(['refuse']);
    const opened = expect(supervisor.opened()).rejects.toThrow('refused');
    await clock.advance(10_000);
    await opened;
    expect(source.opens).toBe(1);
    expect(lines).toEqual(['Stream "yard": refused']);
    expect(states).toEqual(['idle', 'starting', 'ended']);
  });

  it('reconnects with increasing delays', async () => {
    supervise(
      ['refuse', 'refuse', 'refuse', { frames: 1, after: 'silence' }],
      {},
      { live: true, reconnects: true },
    );
    const opened = supervisor.opened();
    await clock.advance(499);
    expect(source.opens).toBe(1);
    await clock.advance(1);
    expect(source.opens).toBe(2);
    await clock.advance(999);
    expect(source.opens).toBe(2);
    await clock.advance(1 + 2000);
    expect(source.opens).toBe(4);
    await expect(opened).resolves.toMatchObject({ width: 64 });
    expect(states).toEqual(['idle', 'starting', 'reconnecting', 'live']);
  });

  it('shows "No Input" while reconnecting, with enableInfiniteFrames', async () => {
    supervise(
      [
        { frames: 1, after: 'fail' },
        { frames: 1, after: 'silence' },
      ],
      { enableInfiniteFrames: true },
      { live: true, reconnects: true },
    );
    await clock.advance(2000);
    expect(slates).toEqual(['No Input']);
    expect(states).toEqual(['idle', 'starting', 'live', 'reconnecting', 'live']);
    expect(shownAtUs).toEqual([...shownAtUs].sort((a, b) => a - b));
  });

  it('reconnects to a silent camera, and logs it', async () => {
    supervise(
      [
        { frames: 2, after: 'silence' },
        { frames: 1, after: 'silence' },
      ],
      { stallTimeoutMs: 4000 },
      { live: true, reconnects: true },
    );
    await clock.advance(3999);
    expect(states.at(-1)).toBe('live');
    await clock.advance(1);
    expect(states.at(-1)).toBe('reconnecting');
    expect(lines[0]).toContain('no frame for 4000 ms');
    await clock.advance(500);
    expect(source.opens).toBe(2);
    expect(states.at(-1)).toBe('live');
  });

  it('keeps a source that delivers frames occasionally', async () => {
    supervise([{ frames: 100, after: 'silence' }], { stallTimeoutMs: 1000 }, { reconnects: true });
    await clock.advance(3000);
    expect(source.opens).toBe(1);
    expect(states.at(-1)).toBe('live');
  });

  it('waits for a silent source that cannot reconnect', async () => {
    supervise([{ frames: 1, after: 'silence' }], { stallTimeoutMs: 1000 });
    await clock.advance(60_000);
    expect(states.at(-1)).toBe('live');
  });

  it('shows "No Input" while a source opens slowly, with enableInfiniteFrames', async () => {
    supervise(['hang'], { enableInfiniteFrames: true }, { live: true, reconnects: true });
    await clock.advance(1999);
    expect(shownAtUs).toEqual([]);
    await clock.advance(1000);
    expect(slates).toEqual(['No Input']);
    expect(shownAtUs.length).toBeGreaterThan(5);
    expect(states).toEqual(['idle', 'starting']);
  });

  it.each([
    ['opening', 'hang'],
    ['a read', { frames: 1, after: 'hang' }],
  ] as const)('stops within a second although %s hangs', async (_what, run) => {
    supervise([run], {}, { live: true, reconnects: true });
    await clock.advance(0);
    let stopped = false;
    void supervisor.stop().then(() => (stopped = true));
    await clock.advance(999);
    expect(stopped).toBe(false);
    await clock.advance(1);
    expect(stopped).toBe(true);
    expect(states.at(-1)).toBe('idle');
  });

  it.each([true, false])('restarts for a viewer after the end (infinite: %s)', async (infinite) => {
    supervise([{ frames: 2, after: 'end' }], { enableInfiniteFrames: infinite });
    await clock.advance(10_000);
    const before = shownAtUs.length;
    supervisor.start();
    supervisor.start();
    await clock.advance(0);
    await clock.advance(50);
    expect(source.opens).toBe(2);
    expect(states.slice(2, 6)).toEqual(['live', 'ended', 'starting', 'live']);
    expect(shownAtUs.length).toBeGreaterThanOrEqual(before + 2);
    await expect(supervisor.opened()).resolves.toMatchObject({ width: 64 });
  });

  it('restarts for a viewer at the moment of the end', async () => {
    supervise([{ frames: 1, after: 'end' }]);
    const watching = supervisor.state$.subscribe((state) => state === 'ended' && supervisor.start());
    await clock.advance(1000);
    await clock.advance(40);
    watching.unsubscribe();
    expect(source.opens).toBe(2);
    expect(states.slice(2)).toEqual(['live', 'ended', 'starting', 'live']);
  });

  it('restarts for a viewer during "The End"', async () => {
    supervise([{ frames: 1, after: 'end' }]);
    await clock.advance(500);
    supervisor.start();
    await clock.advance(0);
    await clock.advance(40);
    expect(source.opens).toBe(2);
    expect(states.slice(0, 5)).toEqual(['idle', 'starting', 'live', 'starting', 'live']);
  });

  it('does not delay a live source', async () => {
    supervise([{ frames: 5, after: 'silence' }], {}, { live: true });
    await clock.advance(0);
    expect(shownAtUs).toHaveLength(5);
  });

  it('stops while the source is silent, and starts again', async () => {
    supervise([{ frames: 1, after: 'silence' }], {}, { live: true, reconnects: true });
    await clock.advance(0);
    await supervisor.stop();
    expect(states.at(-1)).toBe('idle');
    expect(clock.sleeping).toBe(0);
    supervisor.start();
    await clock.advance(0);
    expect(source.opens).toBe(2);
    expect(states.at(-1)).toBe('live');
  });

  it('starts once and stops once for repeated calls', async () => {
    supervise([{ frames: 1, after: 'silence' }]);
    supervisor.start();
    await clock.advance(0);
    expect(source.opens).toBe(1);
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    const closesThen = source.closes;
    await supervisor.stop();
    expect(source.closes).toBe(closesThen);
  });

  it('waits for the time delay before opening', async () => {
    supervise([{ frames: 1, after: 'end' }], { timeDelayMs: 2000 });
    await clock.advance(1999);
    expect(source.opens).toBe(0);
    await clock.advance(1);
    expect(source.opens).toBe(1);
  });

  it('survives a failing slate painter', async () => {
    supervise([{ frames: 1, after: 'end' }], { paintSlate: () => Promise.reject(new Error('no paint')) });
    await clock.advance(100);
    expect(lines).toEqual(['Stream "yard": no paint']);
    expect(states.at(-1)).toBe('ended');
  });
});
