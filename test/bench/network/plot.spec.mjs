import { describe, expect, it } from '@jest/globals';
import { madeUpTrace, withoutFrames } from './made-up-trace.mjs';
import { drawNetwork } from './plot.mjs';
import { describeSeconds, secondsOf } from './series.mjs';

const scenario = {
  id: 'narrow',
  lines: [{ up: {}, down: {} }],
  steps: () => ({
    0: [
      { atMs: 1000, rateBps: 800_000 },
      { atMs: 3000, rateBps: Infinity },
    ],
  }),
};

describe('secondsOf', () => {
  it('tells what was seen, what the line carried, and what the server said', () => {
    const trace = withoutFrames(madeUpTrace(4), 2000, 2500);
    trace.viewers[0].peer.push(
      { atMs: trace.startMs + 500, peerId: 'a', rung: 'full', estimateBps: 2_000_000 },
      { atMs: trace.startMs + 1500, peerId: 'a', rung: 'half', estimateBps: 700_000 },
    );
    const [seconds] = secondsOf(trace, scenario);
    expect(seconds.map(({ lineBps }) => lineBps)).toEqual([null, 800_000, 800_000, null]);
    expect(seconds.map(({ rung }) => rung)).toEqual(['full', 'half', 'half', 'half']);
    expect(seconds[0]).toMatchObject({ height: 720, receivedBps: 2_000_000, lost: 0, stalledMs: 0 });
    expect(seconds[2].fps).toBe(15);
    expect(describeSeconds([seconds])).toContain('2 15 720 2000 800 0 ms 0 0 ms | half 700 -');
  });
});

describe('drawNetwork', () => {
  it('draws a bar for each second, as high as there were frames, and names the image', () => {
    const trace = withoutFrames(madeUpTrace(4), 2000, 2500);
    const svg = drawNetwork([{ title: 'a < b', seconds: secondsOf(trace, scenario)[0] }]);
    const bars = [...svg.matchAll(/width="\d+\.\d" height="([\d.]+)"/g)].map(([, height]) => Number(height));
    expect(bars).toEqual([71, 72, 36, 72].map((height) => expect.closeTo(height, -1)));
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('<title>What viewers see on bad lines, second by second</title>');
  });
});
