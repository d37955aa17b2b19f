// Beyond this the viewers that show nothing are what is measured.
const generatorLimit = 0.7;
const lossLimit = 0.001;
// A machine that does not bring all frames through is what is measured then.
const fewestPerSecond = 28.5;

const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;

/**
 * Why a phase counts for nothing, if it does.
 *
 * @param {{ lostShare: number, framesPerSecond: number }} phase
 * @param {number} generatorCores that the thin viewers took
 * @returns {string | undefined}
 */
export function faultOfPhase({ lostShare, framesPerSecond }, generatorCores) {
  if (generatorCores > generatorLimit)
    return `generator-bound: the thin viewers took ${percent(generatorCores)} of a core`;
  if (lostShare > lossLimit)
    return `generator-bound: the thin viewers lost ${percent(lostShare, 2)} of the packets`;
  if (framesPerSecond < fewestPerSecond) return `${framesPerSecond.toFixed(1)} frames a second came, of 30`;
  return undefined;
}
