import { describe, expect, jest, test } from '@jest/globals';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { RtpClock, type NtpTime, risingTimestamp } from './rtp-clock.js';

describe('the RTP clock', () => {
  test('ticks 90,000 times a second of capture time', () => {
    const clock = new RtpClock(0, 1000);
    expect([0, 1_000_000, 33_333].map((timeUs) => clock.timestamp(timeUs))).toEqual([1000, 91_000, 4000]);
  });

  test('goes on at 0 after 2^32 - 1', () => {
    const clock = new RtpClock(0, 2 ** 32 - 90);
    expect(clock.timestamp(999)).toBe(0);
    expect(clock.timestamp(989)).toBe(2 ** 32 - 1);
    expect(clock.timestamp(2_000)).toBe(90);
  });

  test('stays exact to a tick after a year', () => {
    const clock = new RtpClock(0, 0);
    const yearUs = 365 * 86_400 * 1_000_000;
    expect(clock.timestamp(yearUs)).toBe(Number((BigInt(yearUs / 1_000_000) * 90_000n) % 2n ** 32n));
    expect(clock.timestamp(yearUs + 1_000_000)).toBe((clock.timestamp(yearUs) + 90_000) % 2 ** 32);
  });

  test('starts each stream somewhere else', () => {
    const starts = Array.from({ length: 20 }, () => new RtpClock(0).timestamp(0));
    expect(new Set(starts).size).toBeGreaterThan(15);
  });

  test('counts NTP seconds from 1900', () => {
    expect(new RtpClock(0, 0).ntpTime(0)).toEqual({ seconds: 2_208_988_800, fraction: 0 });
  });

  test('writes the rest of a second as a binary fraction, not as microseconds', () => {
    const clock = new RtpClock(1_700_000_000_000_000, 0);
    expect(clock.ntpTime(500_000)).toEqual({ seconds: 3_908_988_800, fraction: 0x8000_0000 });
    expect(clock.ntpTime(250_000).fraction).toBe(0x4000_0000);
    expect(clock.ntpTime(999_999).fraction).toBe(Math.floor(0.999999 * 2 ** 32));
  });

  test('goes on after the NTP era ends in 2036', () => {
    const eraEndUnixUs = (2 ** 32 - 2_208_988_800) * 1_000_000;
    expect(new RtpClock(eraEndUnixUs, 0).ntpTime(0)).toEqual({ seconds: 0, fraction: 0 });
  });

  test('keeps its place in time when the wall clock is set, so that reports go on from those before', () => {
    const capture = new SystemCaptureClock();
    const clock = new RtpClock(Date.now() * 1000 - capture.nowUs(), 0);
    const secondsOf = ({ seconds, fraction }: NtpTime): number => seconds + fraction / 2 ** 32;
    const [beforeUs, before] = [capture.nowUs(), secondsOf(clock.ntpTime(capture.nowUs()))];
    const set = jest.spyOn(Date, 'now').mockReturnValue(0);
    const afterUs = capture.nowUs();
    const elapsed = secondsOf(clock.ntpTime(afterUs)) - before;
    set.mockRestore();
    expect(afterUs).toBeGreaterThanOrEqual(beforeUs);
    expect(elapsed).toBeGreaterThanOrEqual(0);
    expect(elapsed).toBeLessThan(5);
  });
});

describe('an RTP timestamp', () => {
  test.each([
    ['is the first', 5, undefined, 5],
    ['rises', 3000, 0, 3000],
    ['is repeated', 3000, 3000, 3001],
    ['goes back', 2000, 3000, 3001],
    ['rises through 2^32', 10, 2 ** 32 - 10, 10],
    ['is repeated at 2^32 - 1', 2 ** 32 - 1, 2 ** 32 - 1, 0],
    ['has wrapped during a pause of seven hours', (7 * 3600 * 90_000) % 2 ** 32, 0, 7 * 3600 * 90_000],
  ])('that %s rises by a tick at least', (_what, timestamp, last, expected) => {
    expect(risingTimestamp(timestamp, last)).toBe(expected);
  });
});
