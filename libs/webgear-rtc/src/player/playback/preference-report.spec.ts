import { beforeEach, describe, expect, it } from '@jest/globals';
import { PreferenceReport, type QualityPreferences } from './preference-report.js';

describe('what a player wants', () => {
  let report: PreferenceReport;

  beforeEach(() => {
    report = new PreferenceReport(() => 0.5);
  });

  const want = (changes: Partial<QualityPreferences>, nowMs: number): void =>
    report.want({ ...report.current, ...changes }, nowMs);
  const tell = (nowMs: number, isKnown = true): void => report.note(report.current, isKnown, nowMs);

  it('is in the offer, and not reported again', () => {
    want({ maxHeight: 240, rung: 'half' }, 0);
    expect(report.isDue(10_000)).toBe(false);
    report.begin();
    expect(report.current).toEqual({ maxHeight: 240, hidden: false, rung: 'half' });
    expect(report.isDue(10_000)).toBe(false);
  });

  it.each([
    [300, true],
    [299, false],
    [192, true],
    [400, true],
    [100, true],
    [250, false],
  ])('is reported when the height of 240 becomes %d: %s', (maxHeight, isDue) => {
    want({ maxHeight: 240 }, 0);
    report.begin();
    want({ maxHeight }, 1000);
    expect(report.isDue(1499)).toBe(false);
    expect(report.isDue(1500)).toBe(isDue);
  });

  it('is reported once the size has settled', () => {
    want({ maxHeight: 240 }, 0);
    report.begin();
    for (let nowMs = 0; nowMs < 2000; nowMs += 100) {
      want({ maxHeight: 300 + nowMs }, nowMs);
      expect(report.isDue(nowMs)).toBe(false);
    }
    expect(report.isDue(2400)).toBe(true);
    tell(2400);
    expect(report.isDue(10_000)).toBe(false);
  });

  it('is reported at once when the page is hidden or shown, and when a rung is chosen', () => {
    report.begin();
    for (const change of [{ hidden: true }, { hidden: false }, { rung: 'full' }, { rung: null }]) {
      want(change, 1000);
      expect(report.isDue(1000)).toBe(true);
      tell(1000);
      expect(report.isDue(1000)).toBe(false);
    }
  });

  it('is reported again, ever later, while the server does not take it, and at once when it changes', () => {
    report.begin();
    want({ hidden: true }, 0);
    const told: number[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
      if (!report.isDue(nowMs)) continue;
      told.push(nowMs);
      tell(nowMs, false);
    }
    expect(told).toEqual([0, 2000, 6000, 14_000, 30_000]);
    want({ rung: 'half' }, 40_000);
    expect(report.isDue(40_000)).toBe(true);
  });

  it('is not reported without a session, or while it is not rendered', () => {
    want({ maxHeight: 240 }, 0);
    report.begin();
    want({ maxHeight: undefined }, 1000);
    expect(report.isDue(5000)).toBe(false);
    report.end();
    want({ hidden: true }, 5000);
    expect(report.isDue(5000)).toBe(false);
    tell(5000);
    expect(report.isDue(5000)).toBe(false);
  });

  it('of a change that came while the server was told is reported afterwards', () => {
    report.begin();
    want({ hidden: true }, 0);
    const told = report.current;
    want({ hidden: false, rung: 'half' }, 10);
    report.note(told, true, 20);
    expect(report.isDue(20)).toBe(true);
  });
});
