import { describe, expect, it } from '@jest/globals';
import { faultOfPhase } from './judge-phase.mjs';

const phase = { lostShare: 0, framesPerSecond: 30 };

describe('faultOfPhase', () => {
  it('finds none where all frames and packets come', () => {
    expect(faultOfPhase(phase, 0.3)).toBeUndefined();
  });

  it.each([
    [phase, 0.8, 'generator-bound: the thin viewers took 80 % of a core'],
    [{ ...phase, lostShare: 0.005 }, 0.3, 'generator-bound: the thin viewers lost 0.50 % of the packets'],
    [{ ...phase, framesPerSecond: 24 }, 0.3, '24.0 frames a second came, of 30'],
  ])('says what was measured instead: %j', (measured, cores, fault) => {
    expect(faultOfPhase(measured, cores)).toBe(fault);
  });
});
