import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';
import { FrameLedger } from '../../testing/frame-ledger.js';
import { LedgerFrameReader } from '../../testing/ledger-frame-reader.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { PushedFeed } from './pushed-feed.js';

const picture = (timeUs?: number) =>
  ({ ...(timeUs !== undefined && { timestamp: timeUs }) }) as unknown as FrameInput;

describe('PushedFeed', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let reader: LedgerFrameReader;
  let pictures$: Subject<FrameInput>;
  let feed: PushedFeed;

  beforeEach(async () => {
    clock = new VirtualCaptureClock(1_000_000);
    ledger = new FrameLedger();
    reader = new LedgerFrameReader(ledger);
    pictures$ = new Subject();
    feed = new PushedFeed({ pictures$, reader, clock });
    await feed.start();
  });

  afterEach(async () => {
    await feed.close();
    expect(ledger.open).toBe(0);
    expect(pictures$.observed).toBe(false);
  });

  async function nextTimeUs(): Promise<number | undefined> {
    const frame = await feed.next();
    frame?.close();
    return frame?.captureTimeUs;
  }

  it('gives the newest picture, stamped with the time it came', async () => {
    pictures$.next(picture());
    await clock.advance(10);
    pictures$.next(picture());
    await clock.advance(10);
    expect(await nextTimeUs()).toBe(1_010_000);
  });

  it('waits for a picture', async () => {
    const next = nextTimeUs();
    await clock.advance(30);
    pictures$.next(picture());
    expect(await next).toBe(1_030_000);
  });

  it('keeps the rhythm of pictures that say when they were taken', async () => {
    pictures$.next(picture(5_000));
    expect(await nextTimeUs()).toBe(1_000_000);
    await clock.advance(60);
    pictures$.next(picture(45_000));
    expect(await nextTimeUs()).toBe(1_040_100);
  });

  it('decodes a file only when somebody wants it', async () => {
    for (let index = 0; index < 3; index++) pictures$.next(Buffer.alloc(3));
    await nextTimeUs();
    expect(reader.filesDecoded).toBe(1);
  });

  it('ends after the last picture', async () => {
    pictures$.next(picture());
    pictures$.complete();
    expect(await nextTimeUs()).toBe(1_000_000);
    expect(await nextTimeUs()).toBeUndefined();
  });

  it('passes on an error after the last picture', async () => {
    pictures$.next(picture());
    pictures$.error(new Error('The lens fell off'));
    expect(await nextTimeUs()).toBe(1_000_000);
    await expect(feed.next()).rejects.toThrow('The lens fell off');
  });

  it('fails for what is no picture, and does not throw at who pushed it', async () => {
    reader.share = () => {
      throw new Error('no picture');
    };
    expect(() => pictures$.next(picture())).not.toThrow();
    await expect(feed.next()).rejects.toThrow('no picture');
  });

  it('ends a wait when it is closed', async () => {
    const next = nextTimeUs();
    await feed.close();
    expect(await next).toBeUndefined();
  });

  it('gives up a picture nobody took when it is closed', async () => {
    pictures$.next(picture());
    expect(ledger.open).toBe(1);
    await feed.close();
    expect(ledger.open).toBe(0);
  });
});
