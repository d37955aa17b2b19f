import { framesPerSecond, machineStalls, receivedBps, usualHeight } from './judge.mjs';

/**
 * A second of what a viewer saw and of what was known of it.
 *
 * @typedef {object} Second
 * @property {number} fps
 * @property {number} height of most frames; 0 for none
 * @property {number} receivedBps
 * @property {number | null} lineBps what the line carried at its end; `null` without a limit
 * @property {number} waitMs longest in front of the line
 * @property {number} lost by the line
 * @property {number} stalledMs that the machine kept
 * @property {string} [rung] what the server says, at the end of the second
 * @property {number} [estimateBps]
 * @property {number} [queueMs]
 * @property {boolean} [tooSlow]
 */

/**
 * A trace by the second, from its start on.
 *
 * @param {import('./run-scenario.mjs').Trace} trace
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @returns {Second[][]} of each viewer
 */
export function secondsOf(trace, scenario) {
  const steps = scenario.steps?.(trace.length) ?? {};
  return trace.viewers.map((viewer) => {
    const stalls = machineStalls(trace, viewer);
    const lineBpsAt = rateOf(scenario.lines[viewer.line].down, steps[viewer.line] ?? []);
    return framesPerSecond(viewer, [trace.startMs, trace.endMs]).map((fps, second) => {
      const [fromMs, toMs] = [trace.startMs + 1000 * second, trace.startMs + 1000 * (second + 1)];
      const slots = viewer.tap.slots.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      const peer = viewer.peer.findLast(({ atMs, peerId }) => peerId !== undefined && atMs < toMs);
      return {
        fps,
        height: usualHeight(viewer, [fromMs, toMs]),
        receivedBps: receivedBps(viewer, [fromMs, toMs]),
        lineBps: lineBpsAt(toMs - trace.changeMs),
        waitMs: Math.max(0, ...slots.map(({ waitMs }) => waitMs)),
        lost: slots.reduce((sum, { lost }) => sum + lost, 0),
        stalledMs: stalls.reduce(
          (sum, [from, to]) => sum + Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)),
          0,
        ),
        rung: peer?.rung,
        estimateBps: peer?.estimateBps,
        queueMs: peer?.queueMs,
        tooSlow: peer?.tooSlow,
      };
    });
  });
}

function rateOf({ rateBps = Infinity }, steps) {
  return (atMs) => {
    const past = steps.filter((step) => step.rateBps !== undefined && step.atMs < atMs);
    const bps = past.at(-1)?.rateBps ?? rateBps;
    return Number.isFinite(bps) ? bps : null;
  };
}

const kilobits = (bps) => (bps === undefined || bps === null ? '-' : (bps / 1000).toFixed(0));

/**
 * The seconds as lines of text: what a failed test shows.
 *
 * @param {Second[][]} viewers
 */
export function describeSeconds(viewers) {
  return viewers
    .flatMap((seconds, viewer) => [
      `viewer ${viewer}: second fps height kbit/s line waited lost stalled | rung estimate queue`,
      ...seconds.map((second, index) => {
        const { fps, height, waitMs, lost, stalledMs, rung = '-', queueMs, tooSlow } = second;
        const seen = [index, fps, height, kilobits(second.receivedBps), kilobits(second.lineBps)];
        const way = [`${waitMs.toFixed(0)} ms`, lost, `${stalledMs.toFixed(0)} ms`];
        const server = [
          rung,
          kilobits(second.estimateBps),
          queueMs?.toFixed(0) ?? '-',
          tooSlow ? 'too slow' : '',
        ];
        return `  ${[...seen, ...way].join(' ')} | ${server.join(' ')}`;
      }),
    ])
    .join('\n');
}
