import { percentile } from '../percentiles.mjs';
import {
  calmOf,
  checkFrames,
  checkFreezes,
  framesPerSecond,
  heights,
  inputGaps,
  receivedBps,
  usualHeight,
} from './judge.mjs';

/** @typedef {import('../../support/network/relay.mjs').LineSettings} LineSettings */
/** @typedef {import('./judge.mjs').Calm} Calm */
/** @typedef {import('./judge.mjs').Check} Check */
/** @typedef {import('./run-scenario.mjs').Trace} Trace */
/** @typedef {'full' | 'short'} Length */

/**
 * Lines, viewers on them, and what these must see.
 *
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {LineSettings[]} lines
 * @property {number[]} viewers the line of each viewer
 * @property {Record<Length, number>} seconds longest duration, from the first packet on
 * @property {number} [calmSeconds] before the steps begin; the line must be perfect so long
 * @property {(length: Length) => Record<number, object[]>} [steps] of lines, by number
 * @property {(trace: Trace) => boolean} [isDecided] whether waiting longer changes nothing
 * @property {(trace: Trace, calm: Calm, length: Length) => Check[]} judge
 */

const megabit = 1_000_000;
/** Height of the best rung: that of the film. */
const topHeight = 720;

/** @returns {LineSettings} */
function line(down = {}) {
  return { up: { delayMs: 20 }, down: { delayMs: 20, queueMs: 300, ...down } };
}

const since = (ms, seconds) => ms + 1000 * seconds;

/** Only the best rung, from the beginning of a span to its end. */
function checkTopRung(viewer, span) {
  const seen = [...heights(viewer, span)].map(([height, count]) => `${height}p ${count}`);
  return {
    must: 'stays on the top rung',
    reached: `frames: ${seen.join(', ')}; ${(receivedBps(viewer, span) / megabit).toFixed(2)} Mbit/s`,
    isReached: seen.length === 1 && usualHeight(viewer, span) === topHeight,
  };
}

/** Seconds from a moment on until the frames have the best rung's height and most of its rate again. */
function secondsToTop(trace, fromMs) {
  const [viewer] = trace.viewers;
  const usualBps = receivedBps(viewer, [since(trace.changeMs, -2), trace.changeMs]);
  for (let atMs = fromMs; since(atMs, 1) <= trace.endMs; atMs += 100) {
    const span = [atMs, since(atMs, 1)];
    if (usualHeight(viewer, span) === topHeight && receivedBps(viewer, span) >= 0.7 * usualBps) {
      return (atMs - fromMs) / 1000;
    }
  }
  return Number.POSITIVE_INFINITY;
}

const within = (seconds) => (Number.isFinite(seconds) ? `after ${seconds.toFixed(1)} s` : 'not');

/** How long the two steps of a line that gets narrow last. */
const narrowSeconds = { full: 15, short: 7 };
const tinySeconds = 10;
const toTopSeconds = 15;
const lossSeconds = { full: 30, short: 4 };

/** @type {Scenario} */
export const calmScenario = {
  id: 'calm',
  title: 'a perfect line',
  lines: [line()],
  viewers: [0],
  seconds: { full: 12, short: 6 },
  judge: (trace) => {
    const { fps, freezeMs } = calmOf(trace, [since(trace.startMs, 2), trace.endMs]);
    const reached = `${fps} fps, longest freeze ${freezeMs.toFixed(0)} ms`;
    return [{ must: 'what this machine shows at best', reached, isReached: true }];
  },
};

/** @type {readonly Scenario[]} */
export const scenarios = [
  {
    id: 'narrow',
    title: '1.5 Mbit/s from the start',
    lines: [line({ rateBps: 1.5 * megabit })],
    viewers: [0],
    seconds: { full: 30, short: 9 },
    judge: (trace, calm) => {
      const span = [since(trace.startMs, 3), trace.endMs];
      const when = ' from second 3 on';
      return [
        checkFrames(trace, trace.viewers[0], span, { least: 24, calm, when }),
        checkFreezes(trace, trace.viewers[0], span, { mostMs: 500, calm, when }),
      ];
    },
  },
  {
    id: 'narrower',
    title: '600 kbit/s from the start',
    lines: [line({ rateBps: 0.6 * megabit })],
    viewers: [0],
    seconds: { full: 30, short: 9 },
    judge: (trace, calm) => {
      const span = [since(trace.startMs, 4), trace.endMs];
      return [checkFrames(trace, trace.viewers[0], span, { least: 15, calm, when: ' from second 4 on' })];
    },
  },
  {
    id: 'falls',
    title: 'unlimited, then 800 kbit/s, then unlimited',
    lines: [line()],
    viewers: [0],
    calmSeconds: 3,
    seconds: {
      full: 3 + narrowSeconds.full + toTopSeconds + 2,
      short: 3 + narrowSeconds.short + toTopSeconds + 2,
    },
    steps: (length) => ({
      0: [
        { atMs: 0, rateBps: 0.8 * megabit },
        { atMs: 1000 * narrowSeconds[length], rateBps: Infinity },
      ],
    }),
    isDecided: (trace) => {
      const wideMs = since(trace.changeMs, narrowSeconds[trace.length]);
      return secondsToTop(trace, wideMs) < toTopSeconds;
    },
    judge: (trace, _calm, length) => {
      const [viewer] = trace.viewers;
      const calm = calmOf(trace, [since(trace.startMs, 1), trace.changeMs]);
      const wideMs = since(trace.changeMs, narrowSeconds[length]);
      const seconds = secondsToTop(trace, wideMs);
      return [
        checkFrames(trace, viewer, [since(trace.changeMs, 3), wideMs], {
          least: 24,
          calm,
          when: ' 3 s after the fall',
        }),
        checkFreezes(trace, viewer, [trace.changeMs, trace.endMs], { mostMs: 500, calm }),
        {
          must: `top rung again within ${toTopSeconds} s`,
          reached: within(seconds),
          isReached: seconds <= toTopSeconds,
        },
      ];
    },
  },
  {
    id: 'collapses',
    title: `unlimited, then 250 kbit/s for ${tinySeconds} s, then unlimited`,
    lines: [line()],
    viewers: [0],
    calmSeconds: 3,
    seconds: { full: 3 + tinySeconds + 15, short: 3 + tinySeconds + 6 },
    steps: () => ({
      0: [
        { atMs: 0, rateBps: 0.25 * megabit },
        { atMs: 1000 * tinySeconds, rateBps: Infinity },
      ],
    }),
    judge: (trace) => {
      const [viewer] = trace.viewers;
      const calm = calmOf(trace, [since(trace.startMs, 1), trace.changeMs]);
      const wideMs = since(trace.changeMs, tinySeconds);
      const says = viewer.says.filter(({ atMs }) => atMs > trace.changeMs);
      const slow = says.find(({ text }) => /slow/i.test(text));
      // A message would be wrong where an encoder has followed the line, so that the video goes on.
      const shown = framesPerSecond(viewer, [since(trace.changeMs, 2), wideMs]);
      const goesOn = Math.min(...shown) >= 15;
      return [
        checkFreezes(trace, viewer, [trace.changeMs, wideMs], {
          mostMs: 2000,
          calm,
          when: ' while it is narrow',
        }),
        {
          must: 'says that the line is slow, unless it shows 15 fps all the same',
          reached:
            slow === undefined
              ? `says nothing; ${Math.min(...shown)} fps and more`
              : `"${slow.text}" ${within((slow.atMs - trace.changeMs) / 1000)}`,
          isReached: slow !== undefined || goesOn,
        },
        checkFrames(trace, viewer, [since(wideMs, 3), trace.endMs], {
          least: 24,
          calm,
          when: ' 3 s after the end',
        }),
      ];
    },
  },
  {
    id: 'loss',
    title: '2 % loss, then 5 %, at 40 ms round trip',
    lines: [line()],
    viewers: [0],
    calmSeconds: 3,
    seconds: { full: 3 + 2 * lossSeconds.full, short: 3 + 2 * lossSeconds.short },
    steps: (length) => ({
      0: [
        { atMs: 0, lossRate: 0.02 },
        { atMs: 1000 * lossSeconds[length], lossRate: 0.05 },
      ],
    }),
    judge: (trace, _calm, length) => {
      const [viewer] = trace.viewers;
      const calm = calmOf(trace, [since(trace.startMs, 1), trace.changeMs]);
      const moreMs = since(trace.changeMs, lossSeconds[length]);
      return [
        checkFreezes(trace, viewer, [trace.changeMs, moreMs], { mostMs: 200, calm, when: ' at 2 %' }),
        checkFreezes(trace, viewer, [moreMs, trace.endMs], { mostMs: 300, calm, when: ' at 5 %' }),
        checkTopRung(viewer, [trace.changeMs, trace.endMs]),
      ];
    },
  },
  {
    id: 'enough',
    title: '3 Mbit/s for a stream of 2 Mbit/s with a key frame every 4 s',
    lines: [line({ rateBps: 3 * megabit })],
    viewers: [0],
    seconds: { full: 300, short: 12 },
    judge: (trace) => [checkTopRung(trace.viewers[0], [trace.startMs, trace.endMs])],
  },
  {
    id: 'shared',
    title: 'two viewers share 3 Mbit/s',
    lines: [line({ rateBps: 3 * megabit })],
    viewers: [0, 0],
    seconds: { full: 40, short: 12 },
    judge: (trace, calm) => {
      const span = [since(trace.startMs, 5), trace.endMs];
      const rates = trace.viewers.map((viewer) => receivedBps(viewer, span));
      const ratio = Math.max(...rates) / Math.min(...rates);
      const frames = trace.viewers.map((viewer) => checkFrames(trace, viewer, span, { least: 20, calm }));
      return [
        ...frames,
        {
          must: 'rates within a factor of 2',
          reached: `${rates.map((bps) => (bps / megabit).toFixed(2)).join(' and ')} Mbit/s`,
          isReached: ratio <= 2,
        },
      ];
    },
  },
  {
    id: 'three',
    title: 'three viewers: unlimited, 1.5 Mbit/s, 600 kbit/s',
    lines: [line(), line(), line()],
    viewers: [0, 1, 2],
    calmSeconds: 6,
    seconds: { full: 6 + 30, short: 6 + 9 },
    steps: () => ({
      1: [{ atMs: 0, rateBps: 1.5 * megabit }],
      2: [{ atMs: 0, rateBps: 0.6 * megabit }],
    }),
    judge: (trace) => {
      const span = [since(trace.changeMs, 3), trace.endMs];
      const seen = trace.viewers.map((viewer) => usualHeight(viewer, span));
      // Of twice the smallest differences that phases of this length have by chance.
      const [first] = trace.viewers;
      const calmFromMs = since(trace.startMs, 2);
      const middleMs = (calmFromMs + trace.changeMs) / 2;
      const p99 = (...span) => percentile(inputGaps(first, span), 0.99);
      const halves = [p99(calmFromMs, middleMs), p99(middleMs, trace.changeMs)];
      const before = p99(calmFromMs, trace.changeMs);
      const after = p99(...span);
      const chance = Math.abs(halves[0] - halves[1]);
      // Of a few seconds it is the second-longest gap, which a browser that decodes three videos on two cores moves by a frame.
      const isShort = trace.endMs - span[0] < 15_000;
      const granularity = isShort ? 1_000 / 30 : 0;
      // Who misses frames before any line changes is held up by the machine; a few seconds of that tell nothing.
      const isStarved = isShort && before > 2 * (1_000 / 30);
      return [
        {
          must: 'each on its rung',
          reached: seen.map((height) => `${height}p`).join(', '),
          isReached: seen[0] === topHeight && seen[1] === topHeight / 2 && seen[2] === topHeight / 4,
        },
        {
          must: "the unimpaired one's p99 frame gap moves by < 5 ms more than by chance",
          reached:
            `${before.toFixed(0)} → ${after.toFixed(0)} ms (by chance ${chance.toFixed(0)} ms)` +
            (isStarved ? ', not judged: the machine was busy before' : ''),
          isReached: isStarved || after - before < 5 + chance + granularity,
        },
      ];
    },
  },
];
