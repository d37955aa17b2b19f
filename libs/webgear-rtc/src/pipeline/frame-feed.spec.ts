import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Subject } from 'rxjs';
import type { VideoFrame } from '../media/video-frame.js';
import { FrameLedger } from '../testing/frame-ledger.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { FrameFeed } from './frame-feed.js';
import type { FrameStage } from './frame-stage.js';

describe('the frames of a stream', () => {
  let ledger: FrameLedger;
  let steps: string[];
  let seen: [number, boolean][];
  let errors: unknown[];
  let captured: Subject<VideoFrame>;
  let showsSlate: boolean;
  let feed: FrameFeed;

  const stage = (name: string, of: Partial<FrameStage> = {}): FrameStage => ({
    active: true,
    takesSlates: false,
    abortsOnClose: false,
    process: (frame) => {
      steps.push(name);
      return Promise.resolve(frame);
    },
    close: () => {
      steps.push(`${name} closed`);
      return Promise.resolve();
    },
    ...of,
  });

  beforeEach(() => {
    ledger = new FrameLedger();
    [steps, seen, errors] = [[], [], []];
    captured = new Subject();
    showsSlate = false;
  });

  afterEach(async () => {
    await feed.close();
    expect(ledger.open).toBe(0);
  });

  function open(...stages: FrameStage[]): void {
    const capture = {
      sharedFrames$: captured,
      lastFrame: undefined,
      get showsSlate(): boolean {
        return showsSlate;
      },
    };
    const clock = new VirtualCaptureClock(0);
    feed = new FrameFeed({ capture, stages, clock, onError: (error) => errors.push(error) });
    feed.frames$.subscribe(({ frame, isSlate }) => seen.push([frame.captureTimeUs, isSlate]));
  }

  async function offer(captureTimeUs: number, isSlate = false): Promise<void> {
    using frame = ledger.frame(captureTimeUs);
    showsSlate = isSlate;
    captured.next(frame);
    await new Promise((resolve) => setImmediate(resolve));
  }

  test('runs the stages in their order and passes by those that are not active', async () => {
    open(stage('first'), stage('second', { active: false }), stage('third'));
    await offer(1);
    expect([steps, seen]).toEqual([['first', 'third'], [[1, false]]]);
  });

  test('clones a frame once, however many stages leave it as it is', async () => {
    open(stage('first'), stage('second'));
    let clones = 0;
    using frame = ledger.frame(1);
    const counted: VideoFrame = { ...frame, clone: (timeUs) => (clones++, frame.clone(timeUs)) };
    captured.next(counted);
    await new Promise((resolve) => setImmediate(resolve));
    expect([clones, seen.length]).toEqual([1, 1]);
  });

  test('closes every frame that a stage makes, once the next has taken its place', async () => {
    const remake = (frame: VideoFrame): Promise<VideoFrame> =>
      Promise.resolve(frame.clone(frame.captureTimeUs + 1));
    open(stage('first', { process: remake }), stage('second', { process: remake }));
    await offer(1);
    expect([seen, ledger.open]).toEqual([[[3, false]], 0]);
  });

  test('leaves out a frame for which a stage gives none, or that it fails at', async () => {
    let result: () => Promise<undefined> = () => Promise.resolve(undefined);
    const remade = stage('first', { process: (frame) => Promise.resolve(frame.clone()) });
    open(remade, stage('second', { process: () => result() }));
    await offer(1);
    expect(errors).toEqual([]);
    const failure = new Error('no');
    result = () => Promise.reject(failure);
    await offer(2);
    expect([seen, errors, ledger.open]).toEqual([[], [failure], 0]);
  });

  test('takes slates through what brings them to size, and tells the others of them', async () => {
    open(
      stage('size', { takesSlates: true }),
      stage('steady', { interrupt: () => void steps.push('interrupted') }),
    );
    await offer(1, true);
    expect([steps, seen]).toEqual([['size', 'interrupted'], [[1, true]]]);
  });

  test('knows a slate by the frame it is about, although a newer one has been offered since', async () => {
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    open(stage('slow', { takesSlates: true, process: (frame) => gate.then(() => frame) }));
    await offer(1, true);
    await offer(2, false);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  test('closes first what a frame may be waiting for, and last what that frame still needs', async () => {
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const thread = stage('thread', {
      abortsOnClose: true,
      process: () => gate.then(() => undefined),
      close: () => {
        steps.push('thread closed');
        finish();
        return Promise.resolve();
      },
    });
    open(stage('size'), thread, stage('text'));
    await offer(1);
    await feed.close();
    expect(steps).toEqual(['size', 'thread closed', 'text closed', 'size closed']);
    steps = [];
  });
});
