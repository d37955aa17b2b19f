import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';

const clock = new SystemCaptureClock();

describe('the sound of a file', () => {
  let folder: TemporaryFolder;

  const ffmpeg = (...args: string[]): unknown =>
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder.file('.') });

  beforeAll(async () => {
    folder = await temporaryFolder();
    const video = '-f lavfi -i testsrc2=s=64x48:r=25:d=2'.split(' ');
    const sound = (rate: number, channels: number): string[] =>
      `-f lavfi -i sine=f=500:r=${rate}:d=2 -ac ${channels} -c:v libx264`.split(' ');
    ffmpeg(...video, ...sound(48_000, 2), '-c:a', 'aac', 'aac.mp4');
    ffmpeg(...video, ...sound(44_100, 1), '-c:a', 'libmp3lame', 'mp3.mkv');
    ffmpeg(...video, ...sound(48_000, 6), '-c:a', 'ac3', 'ac3.ts');
    ffmpeg(...video, ...sound(8000, 1), '-c:a', 'pcm_alaw', 'alaw.mkv');
    ffmpeg(...video, ...sound(48_000, 2), '-c:a', 'libopus', 'opus.mkv');
    ffmpeg(...video, ...sound(48_000, 2), '-c:a', 'libopus', '-frame_duration', '60', 'opus60.mkv');
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  async function soundOf(
    name: string,
  ): Promise<{ info: unknown; frames: (AudioFrame | EncodedAudioFrame)[] }> {
    const source = createVideoSource({ source: folder.file(name), clock });
    try {
      const { audio } = await source.open(new AbortController().signal);
      const frames: (AudioFrame | EncodedAudioFrame)[] = [];
      const listening = (async () => {
        for await (const frame of source.audioFrames?.(new AbortController().signal) ?? [])
          frames.push(frame);
      })();
      let pictures = 0;
      for await (const frame of source.frames()) {
        frame.close();
        pictures++;
      }
      await listening;
      expect(pictures).toBe(50);
      return { info: audio, frames };
    } finally {
      await source.close();
    }
  }

  it.each([
    ['aac.mp4', 48_000, 2],
    ['mp3.mkv', 44_100, 1],
    ['ac3.ts', 48_000, 6],
    ['opus60.mkv', 48_000, 2],
  ])('is decoded at its own rate: %s', async (name, sampleRateHz, channels) => {
    const { info, frames } = await soundOf(name);
    expect(info).toMatchObject({ sampleRateHz, channels });
    let samples = 0;
    for (const frame of frames) {
      if (isEncodedAudio(frame)) throw new Error('encoded');
      expect(frame).toMatchObject({ sampleRateHz, channels });
      samples += frame.samples.length / channels;
    }
    expect(samples / sampleRateHz).toBeGreaterThan(1.9);
    expect(samples / sampleRateHz).toBeLessThan(2.1);
  });

  it.each([
    ['opus.mkv', 'opus', 2],
    ['alaw.mkv', 'pcma', 1],
  ])('is handed on as it is: %s', async (name, codec, channels) => {
    const { info, frames } = await soundOf(name);
    expect(info).toMatchObject({ codec, channels });
    let durationUs = 0;
    for (const frame of frames) {
      if (!isEncodedAudio(frame)) throw new Error('decoded');
      expect(frame.durationUs).toBeLessThanOrEqual(40_000);
      durationUs += frame.durationUs;
    }
    expect(Math.abs(durationUs - 2_000_000)).toBeLessThan(50_000);
  });
});
