import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../testing/seeded-random.js';
import { AudioAligner } from './audio-aligner.js';

const HOUR_US = 3_600_000_000;

interface Source {
  readonly driftPpm: number;
  readonly frameUs: number;
  readonly lengthUs: number;
  /** What the capture time of the frame after so many is off by, in microseconds. */
  readonly jitterUs: (index: number) => number;
}

describe('the place of sound whose source drifts', () => {
  it.each([-300, -150, 0, 150, 300])(
    'is within 40 ms for an hour at %i ppm and ±30 ms of jitter',
    (driftPpm) => {
      const random = new SeededRandom(1);
      const jitterUs = () => random.integer(-30_000, 30_000);
      const { worstErrorUs, lateErrorUs, steps, stretches } = simulate({
        driftPpm,
        frameUs: 20_000,
        lengthUs: HOUR_US,
        jitterUs,
      });
      expect(steps).toBe(0);
      expect(worstErrorUs).toBeLessThan(40_000);
      expect(lateErrorUs).toBeLessThan(8_000);
      const late = stretches.slice(stretches.length / 2);
      // The pitch: what jitter makes of it is less than a quarter of a hundredth of a semitone.
      expect(Math.max(...minMax(late).map((ppm) => Math.abs(ppm - driftPpm)))).toBeLessThan(150);
      const changes = stretches.map((ppm, index) => Math.abs(ppm - (stretches[index - 1] ?? 0)));
      expect(minMax(changes)[1]).toBeLessThan(5);
    },
  );

  it('is the same with frames of any length and any jitter', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 40; round++) {
      const driftPpm = random.integer(-300, 300);
      const frameUs = random.pick([2_500, 10_000, 21_333, 23_220, 64_000, 100_000]);
      const amplitude = random.integer(0, 30_000);
      const periodFrames = random.integer(2, 500);
      const kind = random.pick(['noise', 'wave', 'late']);
      const jitterUs = (index: number) => {
        if (kind === 'noise') return random.integer(-amplitude, amplitude);
        if (kind === 'wave') return amplitude * Math.sin((2 * Math.PI * index) / periodFrames);
        return index % periodFrames === 0 ? amplitude : 0;
      };
      const source = { driftPpm, frameUs, lengthUs: 300_000_000, jitterUs };
      const { worstErrorUs, steps } = simulate(source);
      expect({ source, within: worstErrorUs < 50_000, steps }).toMatchObject({ within: true, steps: 0 });
    }
  });

  it('is moved at once where it is off by more than drift makes it, as after packets that were lost', () => {
    const source = { driftPpm: 0, frameUs: 20_000, lengthUs: 30_000_000 };
    const { steps, lateErrorUs } = simulate({ ...source, jitterUs: (index) => (index < 500 ? 0 : 80_000) });
    expect(steps).toBeGreaterThan(0);
    // Its true place is 80 ms further now.
    expect(Math.abs(lateErrorUs - 80_000)).toBeLessThan(40_000);
  });
});

describe('the place of a frame', () => {
  it('is at its capture time after a jump, an interruption, or at the beginning', () => {
    const aligner = new AudioAligner();
    expect(aligner.place(5, 20_000, undefined, false)).toMatchObject({ anchor: true });
    expect(aligner.place(250_000, 20_000, 40_000, false)).toMatchObject({ anchor: true });
    expect(aligner.place(-20_000_000, 20_000, 40_000, false)).toMatchObject({ anchor: true });
    expect(aligner.place(50_000, 20_000, 40_000, true)).toMatchObject({
      anchor: false,
      silenceUs: 10_000,
      dropUs: 0,
    });
    expect(aligner.place(35_000, 20_000, 40_000, true)).toMatchObject({
      anchor: false,
      silenceUs: 0,
      dropUs: 5_000,
    });
    expect(aligner.place(40_000, 20_000, 1_040_000, false)).toMatchObject({
      anchor: false,
      dropUs: 1_000_000,
    });
  });
});

/** Plays a source of a drifting clock; only numbers, no samples. */
function simulate({ driftPpm, frameUs, lengthUs, jitterUs }: Source) {
  const aligner = new AudioAligner();
  const stretches: number[] = [];
  let positionUs: number | undefined;
  let [worstErrorUs, lateErrorUs, steps] = [0, 0, 0];
  const trueFrameUs = frameUs * (1 + driftPpm / 1_000_000);
  for (let index = 0; index * trueFrameUs < lengthUs; index++) {
    const trueUs = index * trueFrameUs;
    const captureTimeUs = trueUs + jitterUs(index);
    const placement = aligner.place(captureTimeUs, frameUs, positionUs, false);
    if (placement.anchor) positionUs = captureTimeUs;
    const startUs = (positionUs ?? 0) + placement.silenceUs - placement.dropUs;
    if (placement.silenceUs > 0 || placement.dropUs > 0) steps++;
    positionUs = startUs + frameUs * (1 + placement.stretchPpm / 1_000_000);
    stretches.push(placement.stretchPpm);
    const errorUs = Math.abs(startUs - trueUs);
    worstErrorUs = Math.max(worstErrorUs, errorUs);
    if (trueUs > lengthUs / 2) lateErrorUs = Math.max(lateErrorUs, errorUs);
  }
  return { worstErrorUs, lateErrorUs, steps, stretches };
}

function minMax(values: readonly number[]): [number, number] {
  return values.reduce(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );
}
