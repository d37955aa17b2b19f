import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { isEncodedAudio } from '../../media/audio-frame.js';
import { planesOf } from '../../ffmpeg/pixels/planar-frame.js';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { createVideoSource } from '../create-video-source.js';
import { OnDemandCapture } from '../playback/on-demand-capture.js';
import { SourceSupervisor } from '../playback/source-supervisor.js';
import { flashArea, isFlash, toneFrame, toneTimes } from './test-tone.js';

/** Time of day at the beginning of virtual time, in milliseconds. */
const START_MS = Date.UTC(2025, 0, 1, 12, 0, 0, 300);

afterEach(() => {
  jest.restoreAllMocks();
});

/** Beginning and end of each beep in media time, in microseconds. */
function beepsOf(offsetUs: number, framerate: number, seconds: number, firstUs = 0): [number, number][] {
  const beeps: [number, number][] = [];
  for (const timeUs of toneTimes(firstUs)) {
    if (timeUs >= firstUs + seconds * 1_000_000) break;
    const { samples } = toneFrame(timeUs, offsetUs, framerate);
    samples.forEach((sample, index) => {
      if (sample === 0) return;
      const atUs = timeUs + (index * 1_000_000) / 48_000;
      const last = beeps.at(-1);
      if (last === undefined || atUs - last[1] > 50_000) beeps.push([atUs, atUs]);
      else last[1] = atUs;
    });
  }
  return beeps;
}

describe('the tone of the test pattern', () => {
  it.each([
    [0, 30, 0],
    [123_456, 30, 0],
    [999_999, 25, 7_000],
    [1_700_000_000_123_456, 29.97, 333_333],
    [500_000, 5, 0],
  ])(
    'begins with the first frame that shows the flash: offset %i, %f frames/s',
    (offsetUs, rate, firstUs) => {
      const beeps = beepsOf(offsetUs, rate, 4, firstUs);
      const flashes: number[] = [];
      for (let number = 0, was = true; (number * 1_000_000) / rate < firstUs + 4_000_000; number++) {
        const timeUs = Math.round((number * 1_000_000) / rate);
        const flash = isFlash(timeUs + offsetUs, rate);
        if (flash && !was && timeUs >= firstUs) flashes.push(timeUs);
        was = flash;
      }
      expect(flashes.length).toBeGreaterThan(2);
      for (const flashUs of flashes) {
        const beep = beeps.find(([beginUs]) => Math.abs(beginUs - flashUs) < 100);
        expect(beep).toBeDefined();
        // The last one may be cut by the end of the test.
        const endUs = Math.min(flashUs + 100_000, firstUs + 4_000_000);
        expect(Math.abs((beep?.[1] ?? 0) - endUs)).toBeLessThan(100);
      }
    },
  );

  it('has no steps, which would click', () => {
    let [last, largestStep] = [0, 0];
    for (const timeUs of toneTimes(0)) {
      if (timeUs > 2_000_000) break;
      for (const sample of toneFrame(timeUs, 0, 30).samples) {
        largestStep = Math.max(largestStep, Math.abs(sample - last));
        last = sample;
      }
    }
    // A 1 kHz sine of this amplitude moves by 0.066 per sample at most.
    expect(largestStep).toBeLessThan(0.07);
    expect(largestStep).toBeGreaterThan(0.06);
  });

  it('is heard when the flash is seen', async () => {
    const { timesUs, flashesUs, beepsUs, sound } = await watch('test:?size=320x180&rate=50', 3200, 2);
    expect(timesUs.length).toBeGreaterThanOrEqual(160);
    expect(flashesUs).toHaveLength(3);
    for (const flashUs of flashesUs) {
      const offsetsMs = beepsUs.map((beepUs) => Math.abs(beepUs - flashUs) / 1000);
      expect(Math.min(...offsetsMs)).toBeLessThan(5);
    }
    // Of one piece.
    for (let index = 1; index < sound.length; index++)
      expect((sound[index] ?? 0) - (sound[index - 1] ?? 0)).toBeLessThan(21_000);
  }, 20_000);

  it('can be switched off', async () => {
    const { timesUs, flashesUs, sound } = await watch('test:?size=320x180&rate=50&audio=false', 1500, 1);
    expect(timesUs.length).toBeGreaterThanOrEqual(75);
    expect(flashesUs).toEqual([]);
    expect(sound).toEqual([]);
  });

  it('says which parameters there are', async () => {
    const source = createVideoSource({ source: 'test:?audio=loud', clock: new VirtualCaptureClock() });
    await expect(source.open(new AbortController().signal)).rejects.toThrow('audio must be true or false');
  });
});

/** Plays the source in virtual time: a machine that stalls would move the frames, and with them the flash. */
async function watch(source: string, durationMs: number, sleepers: number) {
  const clock = new VirtualCaptureClock(1_000_000);
  jest.spyOn(Date, 'now').mockImplementation(() => START_MS + Math.floor(clock.nowUs() / 1000));
  const logger = { log: () => {}, warn: () => {}, error: () => {} };
  const supervisor = new SourceSupervisor({
    source: createVideoSource({ source, clock, logger }),
    clock,
    logger,
    paintSlate: () => Promise.reject(new Error('no slate')),
    loop: false,
    enableInfiniteFrames: false,
    stallTimeoutMs: 10_000,
    timeDelayMs: 0,
  });
  const capture = new OnDemandCapture(supervisor, 0);
  const [timesUs, flashesUs, beepsUs, sound]: [number[], number[], number[], number[]] = [[], [], [], []];
  let [wasFlash, lastLoudUs] = [true, Number.NEGATIVE_INFINITY];
  const watching = capture.frames$.subscribe((frame) => {
    timesUs.push(frame.captureTimeUs);
    const flash = lampOf(frame) > 128;
    if (flash && !wasFlash) flashesUs.push(frame.captureTimeUs);
    wasFlash = flash;
  });
  const listening = capture.audio$.subscribe((frame) => {
    if (isEncodedAudio(frame)) throw new Error('encoded');
    sound.push(frame.captureTimeUs);
    frame.samples.forEach((sample, index) => {
      if (sample === 0) return;
      const atUs = frame.captureTimeUs + (index * 1_000_000) / 48_000;
      if (atUs - lastLoudUs > 50_000) beepsUs.push(atUs);
      lastLoudUs = atUs;
    });
  });
  for (let passedMs = 0; passedMs < durationMs; passedMs++) {
    // Frames are read and drawn in real time.
    while (timesUs.length === 0 || clock.sleeping < sleepers) {
      await clock.advance(0);
      await new Promise((done) => setTimeout(done, 1));
    }
    await clock.advance(1);
  }
  watching.unsubscribe();
  listening.unsubscribe();
  await capture.close();
  return { timesUs, flashesUs, beepsUs, sound };
}

function lampOf(frame: VideoFrame): number {
  const { left, top, width, height } = flashArea(frame);
  const [luma] = planesOf(nativeFrameOf(frame));
  return luma.data[(top + height / 2) * luma.stride + left + width / 2] ?? 0;
}
