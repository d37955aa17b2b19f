/** @typedef {import('./run-scenario.mjs').Trace} Trace */
/** @typedef {import('./run-scenario.mjs').ViewerTrace} ViewerTrace */
/** @typedef {[fromMs: number, toMs: number]} Span */

const frameMs = 1000 / 30;
/** Frames further apart than this at the line were held up, by the machine or by the server. */
const heldUpMs = 80;
/** Frames up to this far apart in capture time follow each other: none between them was left out. */
const neighboursMs = 1.6 * frameMs;
/** A frame is seen so much after it was encoded. */
const pathMs = 200;
/** What holds up a frame in front of the line is seen on the screen so much later at most: delay, queue, decoder. */
const lineMs = 500;

/**
 * Frames that came on screen in each whole second of a span.
 *
 * @param {ViewerTrace} viewer
 * @param {Span} span
 */
export function framesPerSecond({ frames }, [fromMs, toMs]) {
  const counts = Array.from({ length: Math.floor((toMs - fromMs) / 1000) }, () => 0);
  for (const { atMs } of frames) {
    const second = Math.floor((atMs - fromMs) / 1000);
    if (second >= 0 && second < counts.length) counts[second] += 1;
  }
  return counts;
}

/**
 * The longest time that the screen showed nothing new, in milliseconds: as it was, and without what the machine itself
 * caused meanwhile. The second is what a server can be judged by on a machine that others use too.
 *
 * @param {Trace} trace
 * @param {ViewerTrace} viewer
 * @param {Span} span
 */
export function longestFreeze(trace, viewer, [fromMs, toMs]) {
  const stalls = machineStalls(trace, viewer);
  const inside = viewer.frames.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs && atMs < toMs);
  const edges = [fromMs, ...inside, toMs];
  let longest = { ms: 0, netMs: 0, atMs: fromMs };
  for (let index = 1; index < edges.length; index += 1) {
    const ms = edges[index] - edges[index - 1];
    const netMs = ms - overlap(stalls, [edges[index - 1] - lineMs, edges[index]]);
    if (netMs > longest.netMs) longest = { ms, netMs, atMs: edges[index - 1] };
  }
  return longest;
}

/**
 * When the machine kept from working what takes part: the server's main thread, the page, or the encoder. The last one is
 * told by what comes to the line: frames that were captured one after the other but come apart were late, whereas a server
 * that leaves out frames sends such that were captured apart.
 *
 * @param {Trace} trace
 * @param {ViewerTrace} viewer
 * @returns {Span[]} in order, without overlap
 */
export function machineStalls({ stalls }, viewer) {
  const { frames } = viewer.tap;
  const late = frames.slice(1).flatMap((frame, index) => {
    const before = frames[index];
    const capturedMs = ((frame.timestamp - before.timestamp) >>> 0) / 90;
    const isLate = frame.firstMs - before.lastMs > heldUpMs && capturedMs <= neighboursMs;
    return isLate ? [[before.lastMs + capturedMs, frame.firstMs]] : [];
  });
  return merged([...stalls, ...viewer.stalls, ...late]);
}

/** @param {Span[]} spans */
function merged(spans) {
  const result = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function overlap(spans, [fromMs, toMs]) {
  return spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)), 0);
}

/**
 * Frames that the server encoded in a second, of the rendition that it encoded most of: on a busy machine it is less than the
 * source has, and no viewer can see more. 30 where the server does not tell.
 *
 * @param {Trace} trace
 * @param {Span} span
 */
export function framesEncoded({ renditions }, [fromMs, toMs]) {
  const before = renditions.findLast(({ atMs }) => atMs <= fromMs - pathMs)?.renditions;
  const after = renditions.findLast(({ atMs }) => atMs <= toMs - pathMs)?.renditions;
  if (before === undefined || after === undefined) return 30;
  const counts = after.map((rendition) => {
    const { framesEncoded = 0 } =
      before.find(({ codec, rung }) => codec === rendition.codec && rung === rendition.rung) ?? {};
    // One that was closed meanwhile counts from 0 again.
    return rendition.framesEncoded - (framesEncoded <= rendition.framesEncoded ? framesEncoded : 0);
  });
  return Math.max(0, ...counts);
}

/**
 * Bits per second that came out of a viewer's line.
 *
 * @param {ViewerTrace} viewer
 * @param {Span} span
 */
export function receivedBps({ tap }, [fromMs, toMs]) {
  const inside = tap.slots.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return (8000 * inside.reduce((sum, { out }) => sum + out, 0)) / (toMs - fromMs);
}

/**
 * How high the frames were that came on screen, each height with its number of frames.
 *
 * @param {ViewerTrace} viewer
 * @param {Span} span
 * @returns {Map<number, number>}
 */
export function heights({ frames }, [fromMs, toMs]) {
  const counts = new Map();
  for (const { atMs, height } of frames) {
    if (atMs >= fromMs && atMs < toMs) counts.set(height, (counts.get(height) ?? 0) + 1);
  }
  return counts;
}

/**
 * The height that most frames of a span have; 0 for none.
 *
 * @param {ViewerTrace} viewer
 * @param {Span} span
 */
export function usualHeight(viewer, span) {
  const [usual] = [...heights(viewer, span)].toSorted(([, a], [, b]) => b - a);
  return usual?.[0] ?? 0;
}

/**
 * Times between the frames of a span, in milliseconds: at the line, so that neither the line nor the browser counts.
 *
 * @param {ViewerTrace} viewer
 * @param {Span} span
 */
export function inputGaps({ tap }, [fromMs, toMs]) {
  const times = tap.frames.map(({ lastMs }) => lastMs).filter((atMs) => atMs >= fromMs && atMs < toMs);
  return times.slice(1).map((atMs, index) => atMs - times[index]);
}

/**
 * What this machine shows at best: on one that others use, frames are missing and late on a perfect line too. Limits are
 * widened by as much.
 *
 * @typedef {{ fps: number, freezeMs: number }} Calm
 */

/**
 * @param {Trace} trace
 * @param {Span} span during which the line was perfect
 * @returns {Calm}
 */
export function calmOf(trace, span) {
  const counts = trace.viewers.flatMap((viewer) => framesPerSecond(viewer, span)).toSorted((a, b) => a - b);
  const freezes = trace.viewers.map((viewer) => longestFreeze(trace, viewer, span).netMs);
  return { fps: counts[Math.floor(counts.length / 2)] ?? Number.NaN, freezeMs: Math.max(...freezes) };
}

/**
 * @typedef {object} Check
 * @property {string} must
 * @property {string} reached
 * @property {boolean} isReached
 */

/**
 * So many frames in each second of a span, or as large a share of what the machine encoded in it, and shows on a perfect line.
 * Seconds of which the machine kept more than half are left out.
 *
 * @param {Trace} trace
 * @param {ViewerTrace} viewer
 * @param {Span} span
 * @param {{ least: number, calm: Calm, when?: string }} limits
 * @returns {Check}
 */
export function checkFrames(trace, viewer, span, { least, calm, when = '' }) {
  const stalls = machineStalls(trace, viewer);
  const seconds = framesPerSecond(viewer, span).flatMap((fps, second) => {
    const fromMs = span[0] + 1000 * second;
    if (overlap(stalls, [fromMs - lineMs, fromMs + 1000]) >= 500) return [];
    const encoded = framesEncoded(trace, [fromMs, fromMs + 1000]);
    return [{ fps, encoded, isEnough: fps >= least * Math.min(1, calm.fps / 30, encoded / 30) }];
  });
  const rates = seconds.map(({ fps }) => fps);
  const worst = seconds.toSorted((a, b) => Number(a.isEnough) - Number(b.isEnough) || a.fps - b.fps)[0];
  return {
    must: `≥ ${least} fps${when}`,
    reached:
      worst === undefined
        ? 'nothing'
        : `${Math.min(...rates)} to ${Math.max(...rates)} fps (${worst.fps} of ${worst.encoded} encoded)`,
    isReached: worst?.isEnough ?? false,
  };
}

/**
 * Nothing new for at most so long.
 *
 * @param {Trace} trace
 * @param {ViewerTrace} viewer
 * @param {Span} span
 * @param {{ mostMs: number, calm: Calm, when?: string }} limits
 * @returns {Check}
 */
export function checkFreezes(trace, viewer, span, { mostMs, calm, when = '' }) {
  const { ms, netMs, atMs } = longestFreeze(trace, viewer, span);
  const byMachine = ms - netMs >= 1 ? `, ${(ms - netMs).toFixed(0)} of them the machine` : '';
  return {
    must: `no freeze > ${mostMs} ms${when}`,
    reached: `longest ${ms.toFixed(0)} ms${byMachine}, at ${((atMs - trace.startMs) / 1000).toFixed(1)} s`,
    isReached: netMs <= mostMs + Math.max(0, calm.freezeMs - 2 * frameMs),
  };
}
