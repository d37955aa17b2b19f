import { describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { isEncodedAudio } from '../../media/audio-frame.js';
import { planesOf } from '../../ffmpeg/pixels/planar-frame.js';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { createVideoSource } from '../create-video-source.js';
import { OnDemandCapture } from '../playback/on-demand-capture.js';
import { SourceSupervisor } from '../playback/source-supervisor.js';
import { flashArea, isFlash, toneFrame, toneTimes } from './test-tone.js';

const clock = new SystemCaptureClock();

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
    let last = 0;
    for (const timeUs of toneTimes(0)) {
      if (timeUs > 2_000_000) break;
      for (const sample of toneFrame(timeUs, 0, 30).samples) {
        // A 1 kHz sine of this amplitude moves by 0.066 per sample at most.
        expect(Math.abs(sample - last)).toBeLessThan(0.07);
        last = sample;
      }
    }
  });

  it('is heard when the flash is seen', async () => {
    const { flashesUs, beepsUs, sound } = await watch('test:?size=320x180&rate=50', 3200);
    expect(flashesUs.length).toBeGreaterThanOrEqual(2);
    for (const flashUs of flashesUs) {
      const offsetsMs = beepsUs.map((beepUs) => Math.abs(beepUs - flashUs) / 1000);
      expect(Math.min(...offsetsMs)).toBeLessThan(5);
    }
    // Of one piece.
    for (let index = 1; index < sound.length; index++)
      expect((sound[index] ?? 0) - (sound[index - 1] ?? 0)).toBeLessThan(21_000);
  }, 20_000);

  it('can be switched off', async () => {
    const { flashesUs, sound } = await watch('test:?size=320x180&rate=50&audio=false', 1500);
    expect(flashesUs).toEqual([]);
    expect(sound).toEqual([]);
  });

  it('says which parameters there are', async () => {
    const source = createVideoSource({ source: 'test:?audio=loud', clock });
    await expect(source.open(new AbortController().signal)).rejects.toThrow('audio must be true or false');
  });
});

async function watch(source: string, durationMs: number) {
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
  const [flashesUs, beepsUs, sound]: [number[], number[], number[]] = [[], [], []];
  let [wasFlash, lastLoudUs] = [true, Number.NEGATIVE_INFINITY];
  const watching = capture.frames$.subscribe((frame) => {
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
  await clock.sleep(durationMs);
  watching.unsubscribe();
  listening.unsubscribe();
  await capture.close();
  return { flashesUs, beepsUs, sound };
}

function lampOf(frame: VideoFrame): number {
  const { left, top, width, height } = flashArea(frame);
  const [luma] = planesOf(nativeFrameOf(frame));
  return luma.data[(top + height / 2) * luma.stride + left + width / 2] ?? 0;
}
