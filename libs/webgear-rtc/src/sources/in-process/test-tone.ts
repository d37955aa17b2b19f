import type { AudioFormat, AudioFrame } from '../../media/audio-frame.js';
import type { FrameSize } from '../../media/video-frame.js';

/** The signal by which sync is seen and heard: a flash and a beep, for this long from each full second, in microseconds. */
export const syncSignal = { periodUs: 1_000_000, lengthUs: 100_000 } as const;

/** The sound of the test pattern. */
export const toneFormat: AudioFormat = { sampleRateHz: 48_000, channels: 1 };

const TONE_HZ = 1000;

const AMPLITUDE = 0.5;

/** The beep rises and falls for so long, since hard edges click. */
const EDGE_US = 5000;

const SAMPLES_PER_FRAME = 960;

/** Duration of one frame of the tone, in microseconds. */
const FRAME_US = 20_000;

/** Capture times are whole microseconds: a frame that is due at a full second may be a little before it. */
const ROUNDING_US = 2;

/** Whether a frame of this time of day, in microseconds, shows the flash: at least one frame each second does. */
export function isFlash(timeOfDayUs: number, framerate: number): boolean {
  const lengthUs = Math.max(syncSignal.lengthUs, 1_000_000 / framerate);
  return modulo(timeOfDayUs + ROUNDING_US, syncSignal.periodUs) < lengthUs;
}

/** Where the flash is: a lamp below the clock. In luma samples of a frame of this size, even numbers. */
export function flashArea({ width, height }: FrameSize): { left: number; top: number } & FrameSize {
  const even = (value: number): number => Math.round(value / 2) * 2;
  const lamp = { width: even(width / 6), height: even(height / 12) };
  return { ...lamp, left: even((width - lamp.width) / 2), top: even(height * 0.6) };
}

/**
 * The tone of frames at a steady rate: it begins with the first frame that shows the flash, not with the full second.
 *
 * @param mediaTimeUs of the first sample
 * @param offsetUs from media time to the time of day
 * @param framerate frames per second, the first at media time 0
 */
export function toneFrame(mediaTimeUs: number, offsetUs: number, framerate: number): AudioFrame {
  const samples = new Float32Array(SAMPLES_PER_FRAME);
  const endOfDayUs = mediaTimeUs + FRAME_US + offsetUs;
  // Of the beep that sounds, and of one that begins in this frame.
  for (const secondUs of new Set([endOfDayUs - FRAME_US, endOfDayUs].map(fullSecond))) {
    const frameUs = 1_000_000 / framerate;
    const beginUs = Math.ceil((secondUs - offsetUs - ROUNDING_US) / frameUs) * frameUs;
    addBeep(samples, mediaTimeUs - beginUs);
  }
  return { ...toneFormat, samples, captureTimeUs: Math.round(mediaTimeUs) };
}

/** @param sinceUs time of the first sample since the beep began */
function addBeep(samples: Float32Array, sinceUs: number): void {
  const { lengthUs } = syncSignal;
  if (sinceUs > lengthUs || sinceUs < -FRAME_US) return;
  for (let index = 0; index < samples.length; index++) {
    const timeUs = sinceUs + (index / SAMPLES_PER_FRAME) * FRAME_US;
    if (timeUs < 0 || timeUs >= lengthUs) continue;
    const edge = Math.min(1, timeUs / EDGE_US, (lengthUs - timeUs) / EDGE_US);
    samples[index] = AMPLITUDE * edge * Math.sin((2 * Math.PI * TONE_HZ * timeUs) / 1_000_000);
  }
}

function fullSecond(timeUs: number): number {
  return timeUs - modulo(timeUs, syncSignal.periodUs);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** Times of consecutive frames of the tone, from the first one on. */
export function* toneTimes(firstUs: number): Generator<number> {
  for (let number = 0; ; number++) yield firstUs + number * FRAME_US;
}
