/** Rungs of a server. */
export const ladder = ['full', 'half', 'quarter'].map((rung, index) => ({
  rung,
  width: 320 / 2 ** index,
  height: 180 / 2 ** index,
  bitrateBps: 2_000_000 * 0.4 ** index,
}));

/** What a server says to a viewer whose line is wide enough. */
export const wellServed = {
  rung: 'full',
  rungs: ladder,
  estimateBps: 3_210_000,
  targetBps: 2_000_000,
  fractionLost: 0,
  roundTripTimeMs: 20,
  queueMs: 7,
  freezes: 4,
  tooSlow: false,
};
