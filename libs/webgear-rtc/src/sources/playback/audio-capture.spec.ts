import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { OnDemandCapture } from './on-demand-capture.js';
import { SourceSupervisor } from './source-supervisor.js';

const clock = new SystemCaptureClock();

/** A file with a beep and a flash at each full second, seen and heard through everything up to the capture. */
describe('sound and frames of a capture', () => {
  let folder: TemporaryFolder;

  const ffmpeg = (...args: string[]): unknown =>
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder.file('.') });

  beforeAll(async () => {
    folder = await temporaryFolder();
    const flash = 'color=black:s=64x48:r=50:d=3,drawbox=c=white:t=fill:enable=lt(mod(t\\,1)\\,0.1)';
    const beep = 'aevalsrc=0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.1):s=48000:d=3';
    const both = ['-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', beep, '-c:v', 'libx264', '-g', '25'];
    ffmpeg(...both, '-bf', '2', '-c:a', 'aac', 'flash.mp4');
    ffmpeg(...both, '-bf', '0', '-c:a', 'mp2', 'flash.ts');
    ffmpeg(...both, '-c:a', 'flac', 'flash.mkv');
    const part = await readFile(folder.file('flash.ts'));
    await writeFile(folder.file('twice.ts'), Buffer.concat([part, part]));
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  interface Watched {
    readonly flashesUs: number[];
    readonly beepsUs: number[];
    readonly warnings: string[];
    readonly sound: (AudioFrame | EncodedAudioFrame)[];
  }

  /** Watches and listens for some seconds. */
  async function watch(name: string, seconds: number, loop = false): Promise<Watched> {
    const warnings: string[] = [];
    const warn = (line: string) => void warnings.push(line);
    const logger = { log: () => {}, warn, error: warn };
    const supervisor = new SourceSupervisor({
      source: createVideoSource({ source: folder.file(name), clock, logger }),
      clock,
      logger,
      paintSlate: () => Promise.reject(new Error('no slate')),
      loop,
      enableInfiniteFrames: false,
      stallTimeoutMs: 10_000,
      timeDelayMs: 0,
    });
    const capture = new OnDemandCapture(supervisor, 0);
    const [flashesUs, beepsUs]: [number[], number[]] = [[], []];
    const sound: (AudioFrame | EncodedAudioFrame)[] = [];
    const brightness = new Rise(0.5, flashesUs);
    const loudness = new Rise(0.2, beepsUs);
    const watching = capture.frames$.subscribe((frame) =>
      brightness.note(lumaOf(frame), frame.captureTimeUs),
    );
    const listening = capture.audio$.subscribe((frame) => {
      sound.push(frame);
      expect(frame.captureTimeUs).toBeLessThanOrEqual(clock.nowUs() + 1000);
      if (isEncodedAudio(frame)) return;
      for (let index = 0; index < frame.samples.length; index += frame.channels)
        loudness.note(
          Math.abs(frame.samples[index] ?? 0),
          frame.captureTimeUs + (index / frame.channels / frame.sampleRateHz) * 1_000_000,
        );
    });
    await sleep(seconds * 1000);
    watching.unsubscribe();
    listening.unsubscribe();
    await capture.close();
    return { flashesUs, beepsUs, warnings, sound };
  }

  it.each([
    ['flash.mp4', 2.7, 3, false],
    ['flash.ts', 2.7, 3, false],
    ['flash.mkv', 2.7, 3, false],
    ['flash.mp4', 5.7, 6, true],
    ['twice.ts', 5.7, 6, false],
  ])(
    'agree within 10 ms: %s',
    async (name, seconds, count, loop) => {
      const { flashesUs, beepsUs, warnings } = await watch(name, seconds, loop);
      expect(warnings).toEqual([]);
      expect(flashesUs).toHaveLength(count);
      expect(beepsUs).toHaveLength(count);
      const apartMs = flashesUs.map((flashUs, index) => (flashUs - (beepsUs[index] ?? 0)) / 1000);
      for (const each of apartMs) expect(Math.abs(each)).toBeLessThan(10);
    },
    30_000,
  );
});

/** Of the first pixel, 0 to 1. */
function lumaOf(frame: VideoFrame): number {
  return (nativeFrameOf(frame).data?.[0]?.[0] ?? 0) / 255;
}

/** Notes when a value rises above a limit after it has been low for a while. */
class Rise {
  private lastHighUs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly limit: number,
    private readonly times: number[],
  ) {}

  note(value: number, timeUs: number): void {
    if (value < this.limit) return;
    if (timeUs - this.lastHighUs > 300_000) this.times.push(timeUs);
    this.lastHighUs = timeUs;
  }
}
