import { describe, expect, it } from '@jest/globals';
import { RungHistory } from './rung-history.js';

const rungs = ['full', 'half', 'quarter'].map((rung) => ({ rung }));

describe('the rungs of a viewer', () => {
  const history = (...notes: readonly (readonly [rung: string, atMs: number])[]): RungHistory => {
    const made = new RungHistory();
    for (const [rung, atMs] of notes) made.note({ rung, rungs }, atMs * 1000);
    return made;
  };

  it('are none before the first frame', () => {
    expect(new RungHistory().snapshot(5_000_000)).toEqual({
      rungTimes: [],
      rungSwitches: { up: 0, down: 0 },
    });
  });

  it('are timed until now, those that came back in all', () => {
    const noted = history(['full', 0], ['half', 1000], ['half', 1500], ['full', 4000]);
    expect(noted.snapshot(4_500_000)).toEqual({
      rungTimes: [
        { rung: 'full', durationMs: 1500 },
        { rung: 'half', durationMs: 3000 },
      ],
      rungSwitches: { up: 1, down: 1 },
    });
  });

  it('are no switch where the best is called by its other name', () => {
    const { rungSwitches } = history(['source', 0], ['full', 1], ['quarter', 2], ['source', 3]).snapshot(
      4000,
    );
    expect(rungSwitches).toEqual({ up: 1, down: 1 });
  });
});
