import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { LedgerFrameReader } from '../../testing/ledger-frame-reader.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { PushedFeed } from './pushed-feed.js';

const input = (timeUs?: number) =>
  ({ ...(timeUs !== undefined && { timestamp: timeUs }) }) as unknown as FrameInput;

describe('PushedFeed', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let reader: LedgerFrameReader;
  let inputs$: Subject<FrameInput>;
  let feed: PushedFeed;
  let told: [unknown, number][];

  beforeEach(async () => {
    clock = new VirtualCaptureClock(1_000_000);
    ledger = new FrameLedger();
    reader = new LedgerFrameReader(ledger);
    inputs$ = new Subject();
    told = [];
    feed = new PushedFeed({
      inputs$,
      reader,
      clock,
      onMetadata: (value, captureTimeUs) => void told.push([value, captureTimeUs]),
    });
    await feed.start();
  });

  afterEach(async () => {
    await feed.close();
    expect(ledger.open).toBe(0);
    expect(inputs$.observed).toBe(false);
  });

  async function nextTimeUs(): Promise<number | undefined> {
    const frame = await feed.next();
    frame?.close();
    return frame?.captureTimeUs;
  }

  it('returns the newest frame, with its arrival time', async () => {
    inputs$.next(input());
    await clock.advance(10);
    inputs$.next(input());
    await clock.advance(10);
    expect(await nextTimeUs()).toBe(1_010_000);
  });

  it('waits for a frame', async () => {
    const next = nextTimeUs();
    await clock.advance(30);
    inputs$.next(input());
    expect(await next).toBe(1_030_000);
  });

  it('keeps the intervals of frames with capture times', async () => {
    inputs$.next(input(5_000));
    expect(await nextTimeUs()).toBe(1_000_000);
    await clock.advance(60);
    inputs$.next(input(45_000));
    expect(await nextTimeUs()).toBe(1_040_100);
  });

  it('tells what a frame says of itself, with the capture time that it gets', async () => {
    for (const [timestamp, metadata] of [
      [5_000, { boxes: [] }],
      [45_000, undefined],
      [85_000, () => ({})],
      [125_000, 0],
    ] as const) {
      inputs$.next({ timestamp, metadata } as unknown as FrameInput);
      await clock.advance(40);
    }
    expect(told).toEqual([
      [{ boxes: [] }, 1_000_000],
      [0, 1_120_000],
    ]);
    expect(await nextTimeUs()).toBe(1_120_000);
  });

  it('decodes an image file only on request', async () => {
    for (let index = 0; index < 3; index++) inputs$.next(Buffer.alloc(3));
    await nextTimeUs();
    expect(reader.filesDecoded).toBe(1);
  });

  it('ends after the last frame', async () => {
    inputs$.next(input());
    inputs$.complete();
    expect(await nextTimeUs()).toBe(1_000_000);
    expect(await nextTimeUs()).toBeUndefined();
  });

  it('rejects after the last frame', async () => {
    inputs$.next(input());
    inputs$.error(new Error('The lens fell off'));
    expect(await nextTimeUs()).toBe(1_000_000);
    await expect(feed.next()).rejects.toThrow('The lens fell off');
  });

  it('fails for an invalid input without throwing to the producer', async () => {
    reader.share = () => {
      throw new Error('no frame');
    };
    expect(() => inputs$.next(input())).not.toThrow();
    await expect(feed.next()).rejects.toThrow('no frame');
  });

  it('ends a wait when it is closed', async () => {
    const next = nextTimeUs();
    await feed.close();
    expect(await next).toBeUndefined();
  });

  it('frees a frame that was not read when it is closed', async () => {
    inputs$.next(input());
    expect(ledger.open).toBe(1);
    await feed.close();
    expect(ledger.open).toBe(0);
  });
});
