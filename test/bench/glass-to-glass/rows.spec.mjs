import { describe, expect, it } from '@jest/globals';
import { delayRows } from './rows.mjs';

const phase = (name, delaysMs, reason) => ({
  name,
  delaysMs,
  screenDelaysMs: delaysMs.map((delayMs) => delayMs + 16),
  window: { disturbance: () => reason },
});
const alone = phase('alone', [40, 40, 44]);

describe('delayRows', () => {
  it('says by how much the worst percentile moves when others watch', () => {
    const rows = delayRows([alone, phase('crowded', [41, 41, 50])], undefined, 100);
    expect(rows.map(({ id, value }) => [id, value])).toEqual([
      ['delay-p50', 40],
      ['delay-p95', 44],
      ['delay-p99', 44],
      ['delay-screen', 56],
      ['delay-moved', 6],
    ]);
  });

  it('takes a disturbed crowd for no reason against what was measured alone', () => {
    const rows = delayRows([alone, phase('crowded', [41], 'busy')], undefined, 100);
    expect(rows.map(({ voidBecause }) => voidBecause === undefined)).toEqual([true, true, true, true, false]);
  });

  it("says what counts against VidGear's figure", () => {
    const theirs = { ...phase('alone', [50]), fault: '20.0 frames a second came, of 30' };
    const [{ beside, voidBecause }] = delayRows([alone], theirs, 100);
    expect(beside).toBe('VidGear 50 ms (_void_: 20.0 frames a second came, of 30)');
    expect(voidBecause).toBeUndefined();
  });
});
