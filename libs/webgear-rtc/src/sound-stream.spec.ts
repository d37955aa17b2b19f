import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom, take, toArray, type Observable } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { EncodedAudioDecoder } from './ffmpeg/audio/encoded-audio-decoder.js';
import type { AudioFrame, EncodedAudioFrame } from './media/audio-frame.js';
import type { VideoFrame } from './media/video-frame.js';
import type { RegistrationSettings } from './options/webgear-rtc-options.interface.js';
import { PixelReader } from './pipeline/pixel-reader.js';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.js';
import { WebGearRtcService } from './webgear-rtc.service.js';

/** When the film is white and beeps, in seconds. */
const BEEP_S = 1;
const BEEP_LENGTH_S = 0.2;

/** Longest error of lips that nobody sees, in microseconds. */
const SYNC_US = 40_000;

describe('the sound of a source', () => {
  let folder: TemporaryFolder;
  let host: CaptureHost | undefined;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const isOn = `between(t,${BEEP_S},${BEEP_S + BEEP_LENGTH_S - 0.01})`;
    const sound = (rate: number, channels: number): string =>
      `aevalsrc='if(${isOn},0.5*sin(2*PI*1000*t),0)':s=${rate}:d=3:c=${channels === 1 ? 'mono' : 'stereo'}`;
    const film = (file: string, codec: string, rate = 48_000, channels = 2): void => {
      const video = `color=black:s=128x96:r=25:d=3,drawbox=t=fill:color=white:enable='${isOn}'`;
      const inputs = ['-f', 'lavfi', '-i', video, '-f', 'lavfi', '-i', sound(rate, channels)];
      const outputs = [
        '-c:v',
        'libx264',
        '-pix_fmt',
        'yuv420p',
        '-g',
        '25',
        '-c:a',
        codec,
        folder.file(file),
      ];
      execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...inputs, ...outputs]);
    };
    film('aac.mp4', 'aac');
    film('mp3.mkv', 'libmp3lame', 44_100, 1);
    film('opus.mkv', 'libopus');
    film('pcma.mkv', 'pcm_alaw', 8000, 1);
    execFileSync('ffmpeg', [
      '-loglevel',
      'error',
      '-y',
      '-i',
      folder.file('aac.mp4'),
      '-an',
      folder.file('none.mp4'),
    ]);
  }, 60_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  afterEach(async () => {
    await host?.[Symbol.asyncDispose]();
    host = undefined;
  });

  async function start(file: string, options: RegistrationSettings = {}): Promise<WebGearRtcService> {
    host = await CaptureHost.start({ source: folder.file(file), frameSizeReduction: 0, ...options });
    return host.app.get(WebGearRtcService);
  }

  const collect = <T>(values$: Observable<T>, count: number): Promise<T[]> =>
    firstValueFrom(values$.pipe(take(count), toArray()));

  /** Capture time of the first sample that is heard. */
  const beepUs = (frames: readonly AudioFrame[]): number => {
    for (const { samples, channels, sampleRateHz, captureTimeUs } of frames) {
      const index = samples.findIndex((sample) => Math.abs(sample) > 0.1);
      if (index >= 0) return captureTimeUs + (Math.floor(index / channels) / sampleRateHz) * 1_000_000;
    }
    throw new Error('nothing is heard');
  };

  const decoded = async (packets: readonly EncodedAudioFrame[]): Promise<AudioFrame[]> => {
    using decoder = await EncodedAudioDecoder.open();
    return packets.flatMap((packet) => decoder.decode(packet));
  };

  /** Capture time of the first white frame. */
  async function flashUs(frames$: Observable<VideoFrame>): Promise<number> {
    const reader = new PixelReader({ format: 'gray' });
    try {
      return await new Promise((resolve) => {
        const subscription = frames$.subscribe((frame) => {
          const { captureTimeUs } = frame;
          void reader.read(frame).then(({ data }) => {
            if ((data[data.length / 2] ?? 0) < 128) return;
            subscription.unsubscribe();
            resolve(captureTimeUs);
          });
        });
      });
    } finally {
      await reader.close();
    }
  }

  it.each([
    ['aac.mp4', 48_000, 2],
    ['mp3.mkv', 44_100, 1],
    ['opus.mkv', 48_000, 2],
    ['pcma.mkv', 8000, 1],
  ])('is delivered in time, decoded and as Opus: %s', async (file, sampleRateHz, channels) => {
    const service = await start(file);
    const [flash, packets, frames] = await Promise.all([
      flashUs(service.frames$()),
      collect(service.encodedFrames$({ track: 'audio' }), 75),
      collect(service.audioFrames$(), 65),
    ]);
    expect(frames[0]).toMatchObject({ sampleRateHz, channels });
    expect(Math.abs(beepUs(frames) - flash)).toBeLessThan(SYNC_US);
    expect(packets.every(({ codec }) => codec === 'opus')).toBe(true);
    expect(packets[0]?.channels).toBe(channels);
    expect(Math.abs(beepUs(await decoded(packets)) - flash)).toBeLessThan(SYNC_US);
    const steps = packets
      .slice(1)
      .map(({ captureTimeUs }, at) => captureTimeUs - (packets[at]?.captureTimeUs ?? 0));
    expect(steps.filter((step) => Math.abs(step - 20_000) > 1)).toEqual([]);
  });
});
