import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { CustomVideoSource, type FrameFeed } from './custom-video-source.js';

const size = { width: 320, height: 180 };

/** A feed controlled by the test. */
class FakeFeed implements FrameFeed {
  starts = 0;
  closes = 0;
  answer: (frame: VideoFrame | undefined) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;

  start(): Promise<void> {
    this.starts++;
    return Promise.resolve();
  }

  next(): Promise<VideoFrame | undefined> {
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.fail = reject;
    });
  }

  close(): Promise<void> {
    this.closes++;
    this.answer(undefined);
    return Promise.resolve();
  }
}

describe('CustomVideoSource', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let feed: FakeFeed;
  let abort: AbortController;
  let source: CustomVideoSource;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    ledger = new FrameLedger(size);
    feed = new FakeFeed();
    abort = new AbortController();
    source = new CustomVideoSource({
      label: 'Lens',
      clock,
      framerate: 25,
      openFeed: () => Promise.resolve(feed),
    });
  });

  afterEach(async () => {
    await source.close();
    expect(ledger.open).toBe(0);
  });

  async function opened(): Promise<AsyncGenerator<VideoFrame>> {
    const opening = source.open(abort.signal);
    await untilAsked();
    feed.answer(ledger.frame(1_000_000));
    await opening;
    return source.frames();
  }

  /** FFmpeg is loaded first, which takes an unknown time. */
  async function untilAsked(): Promise<void> {
    while (feed.starts === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(0);
  }

  async function timeOf(frames: AsyncGenerator<VideoFrame>): Promise<number | undefined> {
    const { value } = (await frames.next()) as IteratorResult<VideoFrame, undefined>;
    value?.close();
    return value?.captureTimeUs;
  }

  it('is open with its first frame, and has its size', async () => {
    const opening = source.open(abort.signal);
    await untilAsked();
    feed.answer(ledger.frame(1_000_000));
    expect(await opening).toEqual({ ...size, framerate: 25, live: true });
  });

  it('repeats the last frame while there is no new one', async () => {
    const frames = await opened();
    expect(await timeOf(frames)).toBe(1_000_000);
    const again = timeOf(frames);
    await clock.advance(200);
    expect(await again).toBe(1_200_000);
    const next = timeOf(frames);
    feed.answer(ledger.frame(1_210_000));
    expect(await next).toBe(1_210_000);
    await frames.return(undefined);
  });

  it('never goes back in time', async () => {
    const frames = await opened();
    await timeOf(frames);
    const next = timeOf(frames);
    await clock.advance(0);
    feed.answer(ledger.frame(999_000));
    expect(await next).toBe(1_000_001);
    await frames.return(undefined);
  });

  it('frees a frame that arrives after its reader has left', async () => {
    const frames = await opened();
    await timeOf(frames);
    const again = timeOf(frames);
    await clock.advance(200);
    await again;
    await frames.return(undefined);
    feed.answer(ledger.frame(1_300_000));
    await clock.advance(0);
    expect(ledger.open).toBe(0);
  });

  it('stops waiting for the first frame when the signal aborts', async () => {
    const opening = expect(source.open(abort.signal)).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
    await untilAsked();
    abort.abort();
    await opening;
    expect(feed.closes).toBe(1);
  });

  it('names itself in errors of its feed', async () => {
    const frames = await opened();
    await timeOf(frames);
    const failing = expect(timeOf(frames)).rejects.toMatchObject({
      code: 'WGR_SOURCE_FAILED',
      detail: { source: 'Lens', reason: 'The lens fell off' },
    });
    await clock.advance(0);
    feed.fail(new Error('The lens fell off'));
    await failing;
  });

  it('can be reopened', async () => {
    await (await opened()).return(undefined);
    await source.close();
    feed.starts = 0;
    const frames = await opened();
    expect(await timeOf(frames)).toBe(1_000_000);
    await frames.return(undefined);
  });
});
