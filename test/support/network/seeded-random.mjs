/**
 * Random choices that are the same in every run. That of the library is TypeScript, which a process of plain Node cannot
 * load.
 *
 * @param {number} seed
 * @returns {{ next(): number, chance(probability: number): boolean }}
 */
export function seededRandom(seed) {
  let state = seed >>> 0 || 1;
  const next = () => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // The first numbers of small seeds are small.
  for (let count = 0; count < 8; count += 1) next();
  return { next, chance: (probability) => next() < probability };
}
