import { beforeEach, describe, expect, test } from '@jest/globals';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { Packetizer } from '../../rtp/packetizer.js';
import { RtpClock } from '../../rtp/rtp-clock.js';
import { CatchUpGopCache } from './catch-up-gop-cache.js';

const INTERVAL_US = 40_000;
const INTERVAL_TICKS = 3600;

describe('frames for who comes between two key frames', () => {
  let cache: CatchUpGopCache;
  let packetizer: Packetizer;

  beforeEach(() => {
    cache = new CatchUpGopCache();
    packetizer = new Packetizer('h264', new RtpClock(0, 2 ** 32 - 1000));
  });

  function push(index: number, keyFrame: boolean, bytes = 100): number {
    const frame: EncodedFrame = {
      codec: 'h264',
      keyFrame,
      captureTimeUs: index * INTERVAL_US,
      width: 64,
      height: 36,
      data: Buffer.concat([Buffer.from([0, 0, 1, keyFrame ? 0x65 : 0x41]), Buffer.alloc(bytes, index + 1)]),
    };
    const packetized = packetizer.packetize(frame);
    cache.push(packetized);
    return packetized.rtpTimestamp;
  }

  function ticksAfter(newest: number): number[] {
    return cache.sinceKeyFrame().map(({ rtpTimestamp }) => (rtpTimestamp - newest) >>> 0);
  }

  test('are all since the newest key frame', () => {
    push(0, true);
    push(1, false);
    push(2, true);
    push(3, false);
    expect(cache.sinceKeyFrame().map(({ captureTimeUs }) => captureTimeUs)).toEqual([80_000, 120_000]);
  });

  test.each([2, 25, 300])('of %i come after the newest and before the next, in order', (count) => {
    let newest = push(0, true);
    for (let index = 1; index < count; index++) newest = push(index, false);
    const ticks = ticksAfter(newest);
    expect(ticks).toHaveLength(count);
    expect(ticks[0]).toBeGreaterThan(0);
    expect(ticks).toEqual([...new Set(ticks)].toSorted((a, b) => a - b));
    expect(ticks.at(-1)).toBeLessThan(INTERVAL_TICKS);
  });

  test('are none before the first key frame, and after they were forgotten', () => {
    push(0, false);
    expect(cache.sinceKeyFrame()).toEqual([]);
    push(1, true);
    cache.clear();
    push(2, false);
    expect(cache.sinceKeyFrame()).toEqual([]);
  });

  test('are given up when they are too many bytes', () => {
    push(0, true, 9 * 1024 * 1024);
    expect(cache.sinceKeyFrame()).toHaveLength(1);
    push(1, false, 9 * 1024 * 1024);
    expect(cache.sinceKeyFrame()).toEqual([]);
  });
});
