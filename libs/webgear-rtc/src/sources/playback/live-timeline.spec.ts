import { describe, expect, it } from '@jest/globals';
import { LiveTimeline } from './live-timeline.js';

describe('LiveTimeline', () => {
  it('keeps even timestamps of frames that arrive unevenly', () => {
    const timeline = new LiveTimeline();
    const arrivals = [100_000, 133_000, 190_000, 200_000, 260_000];
    const times = arrivals.map((nowUs, index) => timeline.captureTimeUs(index * 33_000, nowUs));
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const step of steps) expect(Math.abs(step - 33_000)).toBeLessThan(500);
  });

  it('never returns a future time', () => {
    const timeline = new LiveTimeline();
    timeline.captureTimeUs(0, 100_000);
    expect(timeline.captureTimeUs(50_000, 120_000)).toBe(120_000);
  });

  it('starts over after a pause of the source', () => {
    const timeline = new LiveTimeline();
    timeline.captureTimeUs(0, 100_000);
    expect(timeline.captureTimeUs(33_000, 5_000_000)).toBe(5_000_000);
  });

  it('never goes back, even when the source does', () => {
    const timeline = new LiveTimeline();
    const first = timeline.captureTimeUs(1_000_000, 100_000);
    expect(timeline.captureTimeUs(0, 100_000)).toBeGreaterThan(first);
  });

  it('follows a source whose clock is slow', () => {
    const timeline = new LiveTimeline();
    let behindUs = 0;
    for (let index = 0; index < 3000; index++) {
      const nowUs = index * 33_000 * 1.001;
      behindUs = nowUs - timeline.captureTimeUs(index * 33_000, nowUs);
    }
    expect(behindUs).toBeLessThan(10_000);
  });

  const RTP_TICK_US = 12;

  it.each([
    ['are repeated', (index: number) => Math.floor(index / 4) * 160_000],
    ['hardly rise', (index: number) => index],
    ['stand still', () => 7],
    ['go back by a little', (index: number) => (index % 3) * 40_000],
    ['jump ahead', (index: number) => index * 40_000 + (index > 20 ? 8_000_000 : 0)],
    ['jump back', (index: number) => index * 40_000 - (index > 20 ? 8_000_000 : 0)],
    ['are hours off once', (index: number) => (index === 20 ? 37_600_000_000 : index * 40_000)],
    ['wrap', (index: number) => (index * 40_000 + 95_443_317_000) % 95_443_717_688],
  ])('returns increasing times, none in the future, if timestamps %s', (_what, stampUs) => {
    const timeline = new LiveTimeline();
    let lastUs = 0;
    for (let index = 0; index < 60; index++) {
      const nowUs = 1_000_000 + index * 40_000;
      const timeUs = timeline.captureTimeUs(stampUs(index), nowUs);
      expect(timeUs - lastUs).toBeGreaterThanOrEqual(RTP_TICK_US);
      expect(timeUs).toBeLessThanOrEqual(nowUs);
      // A timestamp error does not delay a live frame.
      expect(nowUs - timeUs).toBeLessThanOrEqual(300_000);
      lastUs = timeUs;
    }
  });

  describe('of sound', () => {
    it('has none before the first frame', () => {
      expect(new LiveTimeline().soundTimeUs(0, 20_000, 100_000)).toBeUndefined();
    });

    it('lies on the axis of the frames, however late it arrives', () => {
      const timeline = new LiveTimeline();
      for (let index = 0; index < 50; index++) {
        const nowUs = 1_000_000 + index * 40_000;
        const frameUs = timeline.captureTimeUs(index * 40_000, nowUs);
        // Sent 700 ms after its frames, as multiplexers do.
        const soundUs = timeline.soundTimeUs(index * 40_000 - 700_000, 20_000, nowUs + 3000);
        expect(Math.abs(frameUs - 700_000 - (soundUs ?? 0))).toBeLessThanOrEqual(1);
      }
    });

    it('waits for frames that take longer', () => {
      const timeline = new LiveTimeline();
      timeline.captureTimeUs(0, 1_000_000);
      expect(timeline.soundTimeUs(200_000, 20_000, 1_010_000)).toBe(1_200_000);
    });

    it('has none for what the sound before overlaps', () => {
      const timeline = new LiveTimeline();
      timeline.captureTimeUs(0, 1_000_000);
      expect(timeline.soundTimeUs(0, 20_000, 1_000_000)).toBe(1_000_000);
      // The rest of a burst moves the axis.
      timeline.captureTimeUs(400_000, 1_001_000);
      expect(timeline.soundTimeUs(20_000, 20_000, 1_001_000)).toBeUndefined();
      expect(timeline.soundTimeUs(400_000, 20_000, 1_001_000)).toBeUndefined();
      expect(timeline.soundTimeUs(420_000, 20_000, 1_021_000)).toBe(1_021_000);
    });

    it.each([-50_000_000, 50_000_000])('counts by its arrival if its timestamps are %i µs off', (offUs) => {
      const timeline = new LiveTimeline();
      for (let index = 0; index < 50; index++) {
        const nowUs = 1_000_000 + index * 20_000;
        timeline.captureTimeUs(index * 20_000, nowUs);
        const lateUs = index % 3 === 0 ? 0 : 5000;
        const soundUs = timeline.soundTimeUs(index * 20_000 + offUs, 20_000, nowUs + lateUs) ?? 0;
        expect(Math.abs(soundUs - nowUs)).toBeLessThan(1000);
      }
    });

    it('that jumps before its frames is not in the past', () => {
      const timeline = new LiveTimeline();
      timeline.captureTimeUs(60_000_000, 1_000_000);
      timeline.soundTimeUs(60_000_000, 20_000, 1_000_000);
      expect(timeline.soundTimeUs(0, 20_000, 1_020_000)).toBe(1_020_000);
    });
  });
});
