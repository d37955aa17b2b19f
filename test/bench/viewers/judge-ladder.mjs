import { fitLine } from '../regression.mjs';
import { commonDisturbance } from '../run/quietness.mjs';

// Beyond these the viewers, and not the server, are what is measured.
const generatorLimit = 0.7;
const lossLimit = 0.001;
// Of 30: a server that makes fewer is full, and its viewers cost less because they get less.
const fewestFramesPerSecond = 28.5;
const fewestRungs = 2;

/** @typedef {import('./ladder.mjs').Rung} Rung */

/** @param {Rung} rung */
const isFull = ({ viewers, framesPerSecond }) => viewers > 0 && framesPerSecond < fewestFramesPerSecond;

/** @param {Rung} rung */
function generatorFault({ viewers, generatorCores, lostShare }) {
  if (generatorCores > generatorLimit) {
    return `generator-bound: ${viewers} viewers took ${(100 * generatorCores).toFixed(0)} % of a core`;
  }
  if (lostShare > lossLimit) {
    return `generator-bound: ${viewers} viewers lost ${(100 * lostShare).toFixed(1)} % of the packets`;
  }
  return undefined;
}

/** What the server used at each number of viewers, in percent of a core. */
function meansByViewers(rungs) {
  return [...new Set(rungs.map(({ viewers }) => viewers))].map((wanted) => {
    const same = rungs.filter(({ viewers }) => viewers === wanted);
    return [wanted, (100 * same.reduce((sum, { cores }) => sum + cores, 0)) / same.length];
  });
}

/**
 * What a viewer costs, and what a stream does that nobody watches: slope and beginning of the lines through all rungs that
 * the server kept up on.
 *
 * @param {readonly Rung[]} rungs of one or more ladders
 */
export function judgeLadder(rungs) {
  const kept = rungs.filter((rung) => !isFull(rung));
  const full = rungs.filter(isFull).map(({ viewers }) => viewers);
  const cpu = fitLine(kept.map(({ viewers, cores }) => [viewers, 100 * cores]));
  // Without those that nobody watched: what only viewers need is loaded for the first of them, and is of the stream.
  const watched = kept.filter(({ viewers }) => viewers > 0);
  const memory = fitLine(watched.map(({ viewers, residentBytes }) => [viewers, residentBytes]));
  const tooFew =
    new Set(kept.map(({ viewers }) => viewers)).size < fewestRungs
      ? `too few frames with ${Math.min(...full)} viewers and more`
      : undefined;
  const voidBecause =
    commonDisturbance(rungs.map(({ disturbance }) => disturbance())) ??
    kept.map(generatorFault).find((fault) => fault !== undefined) ??
    tooFew;
  return {
    cpuPercent: cpu,
    memoryBytes: memory,
    fullAt: full.length === 0 ? undefined : Math.min(...full),
    points: meansByViewers(rungs.filter(({ cores }) => Number.isFinite(cores))),
    voidBecause,
  };
}
