import { describe, expect, it } from '@jest/globals';
import { commonTrouble, countdownOf } from '../../../../templates/static/js/majority-trouble.js';

const words = { retryIn: 'Again in {seconds} s.', retrying: 'Trying …' };

const player = (state: string, retryInSeconds?: number, paused = false) => ({
  state,
  retryInSeconds,
  paused,
  words,
});

describe('the trouble that tiles have in common', () => {
  it('is that of more than half of those that play', () => {
    const [first, second] = [player('offline'), player('offline')];
    const hidden = Array.from({ length: 5 }, () => player('paused', undefined, true));
    expect(commonTrouble([first, player('live'), second, ...hidden])).toEqual([first, second]);
    expect(commonTrouble([first, player('live'), second, player('no-input')])).toEqual([]);
  });

  it('is none where most are live or still connect, or where there are two', () => {
    for (const state of ['live', 'connecting', 'buffering', 'constructor'])
      expect(commonTrouble(Array.from({ length: 4 }, () => player(state)))).toEqual([]);
    expect(commonTrouble([player('offline'), player('offline')])).toEqual([]);
  });
});

describe('the countdown to the next attempt', () => {
  it('is that of the first tile that tries again', () => {
    expect(countdownOf([player('offline', 7), player('offline', 3), player('offline')])).toBe(
      'Again in 3 s.',
    );
  });

  it('goes on while some are trying, and says so when all are', () => {
    expect(countdownOf([player('offline', 0), player('offline', 5)])).toBe('Again in 5 s.');
    expect(countdownOf([player('offline', 0), player('offline', 0)])).toBe('Trying …');
  });

  it('is empty where nothing is tried: without a plan, without a network, and with no tile', () => {
    expect(countdownOf([player('refused')])).toBe('');
    expect(countdownOf([player('offline', 3)], false)).toBe('');
    expect(countdownOf([])).toBe('');
  });
});
