import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import { SourceSupervisor } from './source-supervisor.js';

const START_US = 1_000_000_000;
const FRAME_MS = 40;
const SOUND_MS = 20;

/** Media times in milliseconds, and what becomes of the source. */
interface Film {
  readonly frames: readonly number[];
  readonly sound: readonly (number | 'fault' | 'hang')[];
  readonly live?: boolean;
  readonly mayJump?: boolean;
}

class FilmSource implements VideoSource {
  readonly label = 'film';
  readonly timestampsMayJump: boolean;
  /** Readers of the sound at this moment, and how many there have been. */
  listening = 0;
  listened = 0;
  private closing = new AbortController();

  constructor(
    private readonly film: Film,
    private readonly ledger: FrameLedger,
    private readonly clock: VirtualCaptureClock,
  ) {
    this.timestampsMayJump = film.mayJump ?? false;
  }

  open(): Promise<VideoSourceInfo> {
    this.closing = new AbortController();
    const audio = { sampleRateHz: 48_000, channels: 1 };
    const live = this.film.live ?? false;
    return Promise.resolve({ width: 64, height: 36, framerate: 1000 / FRAME_MS, live, audio });
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    for (const time of this.film.frames) {
      if (this.film.live === true) await this.clock.sleep(FRAME_MS, this.closing.signal);
      if (this.closing.signal.aborted) return;
      yield this.ledger.frame(this.film.live === true ? this.clock.nowUs() : time * 1000);
    }
  }

  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    this.listening++;
    this.listened++;
    try {
      for (const time of this.film.sound) {
        if (signal.aborted) return;
        if (time === 'fault') throw new Error('torn');
        if (time === 'hang') return await new Promise<never>(() => undefined);
        const samples = new Float32Array(48 * SOUND_MS).fill(time);
        yield { samples, channels: 1, sampleRateHz: 48_000, captureTimeUs: time * 1000 };
      }
    } finally {
      this.listening--;
    }
  }

  close(): Promise<void> {
    this.closing.abort();
    return Promise.resolve();
  }
}

/** Times from one to another, in steps. */
const every = (stepMs: number, fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.round((toMs - fromMs) / stepMs) }, (_, index) => fromMs + index * stepMs);

describe('the sound of a supervised source', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let source: FilmSource;
  let supervisor: SourceSupervisor;
  let lines: string[];
  let shownMs: number[];
  let heardMs: number[];
  /** Media times of what was heard, which each frame has as its samples. */
  let media: number[];

  beforeEach(() => {
    clock = new VirtualCaptureClock(START_US);
    ledger = new FrameLedger();
    [lines, shownMs, heardMs, media] = [[], [], [], []];
  });

  afterEach(async () => {
    const stopped = supervisor.stop();
    await clock.advance(1000);
    await stopped;
    expect(ledger.open).toBe(0);
    expect(source.listening).toBe(0);
  });

  function supervise(film: Film, loop = false): void {
    source = new FilmSource(film, ledger, clock);
    supervisor = new SourceSupervisor({
      source,
      clock,
      logger: { log: () => {}, warn: (line) => lines.push(line), error: (line) => lines.push(line) },
      paintSlate: (_text, _size, captureTimeUs) => Promise.resolve(ledger.frame(captureTimeUs)),
      loop,
      enableInfiniteFrames: false,
      stallTimeoutMs: 10_000,
      timeDelayMs: 0,
    });
    supervisor.frames$.subscribe(({ captureTimeUs }) => shownMs.push((captureTimeUs - START_US) / 1000));
  }

  const listen = () =>
    supervisor.audio$.subscribe((frame: AudioFrame | EncodedAudioFrame) => {
      heardMs.push((frame.captureTimeUs - START_US) / 1000);
      if ('samples' in frame) media.push(frame.samples[0] ?? -1);
      expect(frame.captureTimeUs).toBeLessThanOrEqual(clock.nowUs() + 1000);
    });

  it('is emitted when it is due on the timeline of the frames', async () => {
    supervise({ frames: every(FRAME_MS, 500, 1500), sound: every(SOUND_MS, 500, 1500) });
    listen();
    supervisor.start();
    await clock.advance(990);
    expect(heardMs).toEqual(every(SOUND_MS, 0, 1000));
    expect(media).toEqual(every(SOUND_MS, 500, 1500));
    expect(shownMs).toEqual(every(FRAME_MS, 0, 1000));
  });

  it('is read only while there is a listener', async () => {
    supervise({ frames: every(FRAME_MS, 0, 2000), sound: every(SOUND_MS, 0, 2000) });
    supervisor.start();
    await clock.advance(200);
    expect(source.listened).toBe(0);
    const first = listen();
    const second = listen();
    await clock.advance(200);
    first.unsubscribe();
    expect([source.listening, source.listened]).toEqual([1, 1]);
    second.unsubscribe();
    await clock.advance(200);
    expect([source.listening, source.listened]).toEqual([0, 1]);
    listen();
    await clock.advance(200);
    expect([source.listening, source.listened]).toEqual([1, 2]);
  });

  it('drops what is too late, and is on time after that', async () => {
    supervise({ frames: every(FRAME_MS, 0, 2000), sound: every(SOUND_MS, 0, 2000) });
    supervisor.start();
    await clock.advance(1000);
    listen();
    await clock.advance(500);
    expect(heardMs[0]).toBeGreaterThanOrEqual(500);
    expect(heardMs).toEqual(media);
    expect(heardMs.at(-1)).toBeGreaterThanOrEqual(1480);
  });

  it('follows a loop, and is cut where the frames begin again', async () => {
    supervise({ frames: every(FRAME_MS, 0, 400), sound: every(SOUND_MS, 0, 500) }, true);
    listen();
    supervisor.start();
    await clock.advance(1190);
    expect(heardMs).toEqual(every(SOUND_MS, 0, 1200));
    expect(media).toEqual([1, 2, 3].flatMap(() => every(SOUND_MS, 0, 400)));
  });

  it('that begins before the frames is heard from the first frame on', async () => {
    supervise({ frames: every(FRAME_MS, 500, 900), sound: every(SOUND_MS, 200, 900) }, true);
    listen();
    supervisor.start();
    await clock.advance(790);
    expect(heardMs).toEqual(every(SOUND_MS, 0, 800));
    expect(media).toEqual([1, 2].flatMap(() => every(SOUND_MS, 500, 900)));
  });

  it.each([
    ['earlier than the frames', 60],
    ['later than the frames', -60],
  ])('that jumps %s goes on with them', async (_when, earlierMs) => {
    for (const backMs of [100_000, 0]) {
      const at = backMs === 0 ? 100_000 : 0;
      const frames = [...every(FRAME_MS, backMs, backMs + 1000), ...every(FRAME_MS, at, at + 1000)];
      const sound = [
        ...every(SOUND_MS, backMs, backMs + 1000 - earlierMs),
        ...every(SOUND_MS, at, at + 1000),
      ];
      [heardMs, media, shownMs] = [[], [], []];
      supervise({ frames, sound, mayJump: true });
      listen();
      supervisor.start();
      const startMs = (clock.nowUs() - START_US) / 1000;
      await clock.advance(1990);
      // What belongs to the second part is heard with its frames.
      const second = media.map((time, index) => [time, (heardMs[index] ?? 0) - startMs] as const);
      const afterJump = second.filter(([time]) => time >= at && time < at + 1000);
      expect(afterJump.length).toBeGreaterThan(40);
      for (const [time, heardAtMs] of afterJump)
        expect(Math.abs(heardAtMs - 1000 - (time - at))).toBeLessThan(2);
      await supervisor.stop();
    }
  });

  it('that breaks is left out with one warning, and the frames go on', async () => {
    supervise({ frames: every(FRAME_MS, 0, 400), sound: [0, 20, 'fault'] }, true);
    listen();
    supervisor.start();
    await clock.advance(1190);
    expect(shownMs).toEqual(every(FRAME_MS, 0, 1200));
    expect(heardMs).toEqual([0, 20, 400, 420, 800, 820]);
    expect(lines).toEqual(['The sound of "film" has failed, and is left out: torn']);
  });

  it('of a reader that hangs does not keep the source from closing', async () => {
    supervise({ frames: every(FRAME_MS, 0, 400), sound: [0, 'hang'] });
    listen();
    supervisor.start();
    await clock.advance(3000);
    expect(shownMs.length).toBeGreaterThan(10);
    source.listening = 0;
  });

  it('of a live source has the times that the source gives', async () => {
    supervise({ frames: every(FRAME_MS, 0, 400), sound: [5, 25, 45], live: true });
    listen();
    supervisor.start();
    await clock.advance(100);
    expect(heardMs.map((time) => time + START_US / 1000)).toEqual([5, 25, 45]);
  });
});
