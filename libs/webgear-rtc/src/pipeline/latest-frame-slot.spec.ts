import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FrameLedger } from '../testing/frame-ledger.js';
import { LatestFrameSlot } from './latest-frame-slot.js';

describe('the slot of the newest frame', () => {
  let ledger: FrameLedger;
  let slot: LatestFrameSlot;

  beforeEach(() => {
    ledger = new FrameLedger();
    slot = new LatestFrameSlot();
  });
  afterEach(() => expect(ledger.open).toBe(0));

  function offer(captureTimeUs: number, isSlate = false): void {
    using frame = ledger.frame(captureTimeUs);
    slot.offer(frame, isSlate);
  }

  test('gives a consumer that is slow the newest frame, and closes and counts those it replaced', async () => {
    const frames = slot.frames();
    const first = frames.next();
    offer(1);
    for (const time of [2, 3, 4]) offer(time, time === 4);
    expect((await first).value).toMatchObject({ frame: { captureTimeUs: 1 }, isSlate: false });
    expect((await frames.next()).value).toMatchObject({ frame: { captureTimeUs: 4 }, isSlate: true });
    expect([slot.framesDropped, ledger.open]).toEqual([2, 1]);
    slot.close();
    expect((await frames.next()).done).toBe(true);
  });

  test('ends a consumer that waits, and takes nothing more', async () => {
    const next = slot.frames().next();
    slot.close();
    offer(1);
    expect((await next).done).toBe(true);
  });

  test('closes the frame that nobody has taken', () => {
    offer(1);
    slot.close();
    expect(ledger.open).toBe(0);
  });
});
