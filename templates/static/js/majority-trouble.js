// What most tiles of a list have in common, for the banner that says it once.

const TROUBLES = ['offline', 'no-input', 'refused', 'full', 'blocked'];

/** The players of the trouble that more than half of those that play have, of three or more; else none. */
export function commonTrouble(players) {
  const shown = players.filter(({ paused }) => !paused);
  if (shown.length < 3) return [];
  const alike = TROUBLES.map((trouble) => shown.filter(({ state }) => state === trouble));
  return alike.find((some) => some.length > shown.length / 2) ?? [];
}

/** When the first of these players tries again, in their words; empty if none will by itself. */
export function countdownOf(players, isOnline = true) {
  // An attempt follows when the network is back, not before.
  if (!isOnline || players.length === 0) return '';
  const waits = players.map(({ retryInSeconds }) => retryInSeconds).filter((wait) => wait !== undefined);
  if (waits.length === 0) return '';
  const { retryIn, retrying } = players[0].words;
  // Those that are trying now take a moment: the countdown is that of the next.
  const ahead = waits.filter((wait) => wait > 0);
  return ahead.length === 0 ? retrying : retryIn.replace('{seconds}', Math.min(...ahead));
}
