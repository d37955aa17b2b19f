import { describe, expect, it } from '@jest/globals';
import { judgeSync, longestConcealmentMs, syncOffsets } from './judge-sync.mjs';

const seconds = [1000, 2000, 3000, 4000];

describe('syncOffsets', () => {
  it('is positive where the beep is late', () => {
    expect(syncOffsets({ flashes: seconds, beeps: seconds.map((at) => at + 70) })).toEqual([70, 70, 70, 70]);
  });

  it('is negative where the beep is early, and leaves out what has no partner', () => {
    expect(syncOffsets({ flashes: [...seconds, 9000], beeps: [970, 1970, 3970] })).toEqual([-30, -30, -30]);
  });
});

describe('judgeSync', () => {
  it('counts early as much as late', () => {
    expect(judgeSync([-50, 10, 20, 30])).toMatchObject({ count: 4, p95Distance: 50, p95: 30, p5: -50 });
  });
});

describe('longestConcealmentMs', () => {
  const look = (concealed, events) => ({ concealed, events });

  it('adds up a run that lasts longer than the time between two looks', () => {
    expect(longestConcealmentMs([look(0, 0), look(960, 1), look(2880, 1), look(2880, 1)])).toBe(60);
  });

  it('tells runs apart', () => {
    expect(longestConcealmentMs([look(0, 0), look(960, 1), look(960, 1), look(1920, 2)])).toBe(20);
    expect(longestConcealmentMs([look(0, 0), look(1920, 2)])).toBe(20);
  });
});
