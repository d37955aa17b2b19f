import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { finalize, Subject } from 'rxjs';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { AnalysisFrame } from '../../media/analysis-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { ResolvedAnalysis } from '../../options/analysis-options.interface.js';
import { until } from '../../testing/until.js';
import { analysisFrames$, AnalysisReader } from './analysis-reader.js';

const base: ResolvedAnalysis = { width: 32, height: 32, format: 'rgb', everyNth: 1, letterbox: false };

/** One grey for all samples; 126 of limited range is 128 of full range. */
async function grey(captureTimeUs: number, luma = 126): Promise<VideoFrame> {
  return paintFrame(128, 64, captureTimeUs, (y, ...chroma) => {
    y.data.fill(luma);
    for (const plane of chroma) plane.data.fill(128);
  });
}

describe('AnalysisReader', () => {
  let captured: Subject<VideoFrame>;
  let subscribers: number;
  let showsSlate: boolean;
  let settings: ResolvedAnalysis | undefined;
  let clones: number;
  let reader: AnalysisReader;

  beforeEach(() => {
    captured = new Subject();
    [subscribers, clones, showsSlate, settings] = [0, 0, false, base];
  });

  afterEach(() => reader.close());

  const parts = {
    capture: {
      get frames$() {
        subscribers++;
        return captured.pipe(finalize(() => subscribers--));
      },
      get showsSlate() {
        return showsSlate;
      },
    },
    settings: () => settings,
  };

  async function offer(captureTimeUs: number, luma?: number): Promise<void> {
    using frame = await grey(captureTimeUs, luma);
    const { clone } = frame;
    // Counts the owners besides the source.
    frame.clone = (timeUs) => {
      const copy = clone.call(frame, timeUs);
      const close = copy.close.bind(copy);
      let isOpen = true;
      clones++;
      copy.close = () => {
        if (isOpen) clones--;
        isOpen = false;
        close();
      };
      return copy;
    };
    captured.next(frame);
  }

  function start(change: Partial<ResolvedAnalysis> = {}): AsyncGenerator<AnalysisFrame, undefined> {
    settings = { ...base, ...change };
    reader = new AnalysisReader(parts);
    return reader.frames();
  }

  /** The first copy of one frame. */
  async function first(change: Partial<ResolvedAnalysis>): Promise<AnalysisFrame> {
    const frames = start(change);
    const next = frames.next();
    await offer(7);
    const { value } = await next;
    await frames.return(undefined);
    return value as AnalysisFrame;
  }

  it.each([
    ['rgb', [128, 128, 128], 3],
    ['bgr', [128, 128, 128], 3],
    ['rgba', [128, 128, 128, 255], 4],
    ['gray', [128], 1],
  ] as const)('makes %s of the size that is wanted', async (format, pixel, pixelBytes) => {
    const copy = await first({ format });
    expect(copy).toMatchObject({ width: 32, height: 32, format, captureTimeUs: 7, frameId: 0 });
    expect(copy.data).toHaveLength(32 * 32 * pixelBytes);
    expect([...copy.data.subarray(0, pixelBytes)]).toEqual(pixel);
    expect([...copy.data.subarray(-pixelBytes)]).toEqual(pixel);
    expect(copy.content).toEqual({ x: 0, y: 0, width: 32, height: 32 });
  });

  it('puts bars beside a frame of another shape, and says where it is', async () => {
    const copy = await first({ letterbox: true, width: 20, height: 30 });
    // 128x64 into 20x30.
    expect(copy.content).toEqual({ x: 0, y: 10, width: 20, height: 10 });
    const lines = [0, 9, 10, 19, 20, 29].map((line) => copy.data[line * 20 * 3 + 7]);
    expect(lines).toEqual([0, 0, 128, 128, 0, 0]);
  });

  it('has the newest frame for a consumer that was busy, and holds one at most', async () => {
    const frames = start();
    const waiting = frames.next();
    await offer(0);
    const { value: one } = await waiting;
    expect(clones).toBe(0);
    for (let time = 1; time <= 20; time++) await offer(time, 50 + time);
    expect(clones).toBe(1);
    expect(one).toMatchObject({ captureTimeUs: 0, frameId: 0 });
    const { value: two } = await frames.next();
    expect(two).toMatchObject({ captureTimeUs: 20, frameId: 20 });
    // The same memory, so nothing is allocated for a frame.
    expect((two as AnalysisFrame).buffer).toBe((one as AnalysisFrame).buffer);
    await frames.return(undefined);
    expect([clones, subscribers]).toEqual([0, 0]);
  });

  it('takes one of so many frames, and no slates', async () => {
    const frames = start({ everyNth: 3 });
    const ids: number[] = [];
    const reading = (async () => {
      for await (const { frameId } of frames) ids.push(frameId);
    })();
    for (let time = 0; time < 7; time++) {
      await offer(time);
      showsSlate = true;
      await offer(time);
      showsSlate = false;
      await until('the copy', () => clones === 0);
    }
    reader.close();
    await reading;
    expect(ids).toEqual([0, 3, 6]);
  });

  it('opens nothing before the first copy is requested, and ends with the option', async () => {
    const frames = start();
    await turn();
    expect(subscribers).toBe(0);
    const next = frames.next();
    expect(subscribers).toBe(1);
    settings = undefined;
    await offer(1);
    await expect(next).resolves.toEqual({ done: true, value: undefined });
    expect([clones, subscribers]).toEqual([0, 0]);
  });

  it('follows a change of the option with memory of its own', async () => {
    const frames = start();
    let next = frames.next();
    await offer(1);
    const { value: before } = await next;
    settings = { ...base, width: 48, format: 'gray' };
    next = frames.next();
    await offer(2);
    const { value: after } = await next;
    expect(after).toMatchObject({ width: 48, height: 32, format: 'gray' });
    expect((after as AnalysisFrame).data).toHaveLength(48 * 32);
    expect((before as AnalysisFrame).data).toHaveLength(32 * 32 * 3);
    await frames.return(undefined);
  });

  it('is read by a worker thread without a copy', async () => {
    const copy = await first({});
    const code =
      "const { parentPort } = require('worker_threads');" +
      "parentPort.once('message', (shared) => { const d = new Uint8Array(shared); d[0] = 9; parentPort.postMessage(d[1]); });";
    const worker = new Worker(code, { eval: true });
    worker.postMessage(copy.buffer);
    expect(await once(worker, 'message')).toEqual([128]);
    // Its write is seen here: it is one memory.
    expect(copy.data[0]).toBe(9);
    await worker.terminate();
  });

  it('is an Observable for those who are quick', async () => {
    reader = new AnalysisReader(parts);
    const seen: number[] = [];
    const subscription = analysisFrames$(parts).subscribe(({ captureTimeUs }) => seen.push(captureTimeUs));
    for (const time of [1, 2, 3]) {
      await offer(time);
      await until('the copy', () => clones === 0 && seen.length === time);
    }
    subscription.unsubscribe();
    expect(seen).toEqual([1, 2, 3]);
    expect(subscribers).toBe(0);
  });
});
