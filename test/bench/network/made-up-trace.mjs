const frameMs = 1000 / 30;

/**
 * A trace as a perfect run leaves it: 30 frames per second of 720p at 2 Mbit/s, each on screen 40 ms after it came to the
 * line. What a spec is about it changes.
 *
 * @param {number} seconds
 * @param {number} viewers
 * @returns {import('./run-scenario.mjs').Trace}
 */
export function madeUpTrace(seconds, viewers = 1) {
  const startMs = 1_000_000;
  const times = Array.from({ length: seconds * 30 }, (_, index) => startMs + index * frameMs);
  const viewer = () => ({
    line: 0,
    sessions: 1,
    stats: [],
    stalls: [],
    says: [],
    errors: [],
    peer: [],
    frames: times.map((atMs, index) => ({
      atMs: atMs + 40,
      count: index,
      timestamp: Math.round(index * 3000),
      width: 1280,
      height: 720,
    })),
    tap: {
      slots: Array.from({ length: seconds * 10 }, (_, slot) => ({
        atMs: startMs + 100 * slot,
        in: 25_000,
        out: 25_000,
        lost: 0,
        waitMs: 0,
        lateMs: 0,
      })),
      frames: times.map((atMs, index) => ({
        timestamp: Math.round(index * 3000),
        firstMs: atMs,
        lastMs: atMs + 5,
        bytes: 8000,
        packets: 7,
      })),
    },
  });
  return {
    startMs,
    changeMs: startMs,
    endMs: startMs + 1000 * seconds,
    length: 'short',
    viewers: Array.from({ length: viewers }, viewer),
    stalls: [],
    renditions: [],
    load: { idle: 1, steal: 0, cpu: {} },
  };
}

/** Takes away what came on screen in a span, and what came to the line for it if told so. */
export function withoutFrames(trace, fromMs, toMs, { atLine = false } = {}) {
  const [viewer] = trace.viewers;
  const isKept = (atMs) => atMs - trace.startMs < fromMs || atMs - trace.startMs >= toMs;
  viewer.frames = viewer.frames.filter(({ atMs }) => isKept(atMs - 40));
  if (atLine) viewer.tap.frames = viewer.tap.frames.filter(({ firstMs }) => isKept(firstMs));
  return trace;
}
