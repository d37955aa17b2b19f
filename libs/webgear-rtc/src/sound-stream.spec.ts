import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, merge, take, toArray, type Observable } from 'rxjs';
import { CaptureHost } from '../../../test/support/capture-host.js';
import { noteRepetition } from '../../../test/support/repetition.js';
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
    const tone = '-f lavfi -i color=black:s=128x96:r=25:d=3 -f lavfi -i sine=f=500:d=3 -c:v libx264 -c:a aac';
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...tone.split(' '), folder.file('tone.mkv')]);
    execFileSync('ffmpeg', [
      '-loglevel',
      'error',
      '-y',
      ...tone.split(' '),
      '-t',
      '1',
      folder.file('short.mp4'),
    ]);
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

  /** How late a beep is after its flash, in microseconds: decoded, and in the packets that viewers get. */
  async function offsets(service: WebGearRtcService): Promise<{
    readonly offsetsUs: readonly number[];
    readonly packets: readonly EncodedAudioFrame[];
    readonly frames: readonly AudioFrame[];
  }> {
    const [flash, packets, frames] = await Promise.all([
      flashUs(service.frames$()),
      collect(service.encodedFrames$({ track: 'audio' }), 75),
      collect(service.audioFrames$(), 65),
    ]);
    const beeps = [beepUs(frames), beepUs(await decoded(packets))];
    return { offsetsUs: beeps.map((beep) => beep - flash), packets, frames };
  }

  const steps = (packets: readonly EncodedAudioFrame[]): number[] =>
    packets.slice(1).map(({ captureTimeUs }, at) => captureTimeUs - (packets[at]?.captureTimeUs ?? 0));

  it.each([
    ['aac.mp4', 48_000, 2, 1],
    ['mp3.mkv', 44_100, 1, 1],
    // Times in Matroska are whole milliseconds.
    ['opus.mkv', 48_000, 2, 1001],
    ['pcma.mkv', 8000, 1, 1],
  ])('is delivered in time, decoded and as Opus: %s', async (file, sampleRateHz, channels, toleranceUs) => {
    const measure = async (): Promise<{ uneven: number[]; late: number[] }> => {
      await host?.[Symbol.asyncDispose]();
      const { offsetsUs, packets, frames } = await offsets(await start(file));
      expect(frames[0]).toMatchObject({ sampleRateHz, channels });
      expect(packets.every(({ codec }) => codec === 'opus')).toBe(true);
      expect(packets[0]?.channels).toBe(channels);
      return {
        uneven: steps(packets).filter((step) => Math.abs(step - 20_000) > toleranceUs),
        late: offsetsUs.filter((offset) => Math.abs(offset) >= SYNC_US),
      };
    };
    let measured = await measure();
    // A machine that stands still for 200 ms moves the timeline of a file.
    for (let attempt = 1; attempt < 3 && measured.uneven.length + measured.late.length > 0; attempt++) {
      noteRepetition(`steps ${measured.uneven.join()}, offsets ${measured.late.join()}`);
      measured = await measure();
    }
    expect(measured).toEqual({ uneven: [], late: [] });
  });

  it('is silence where there is none, with audio: true', async () => {
    const service = await start('none.mp4', { audio: true });
    let heard = 0;
    const listening = service.audioFrames$().subscribe(() => heard++);
    const packets = await collect(service.encodedFrames$({ track: 'audio' }), 30);
    expect(new Set(steps(packets))).toEqual(new Set([20_000]));
    expect((await decoded(packets)).every(({ samples }) => samples.every((sample) => sample === 0))).toBe(
      true,
    );
    expect(heard).toBe(0);
    expect(service.stats().source).toEqual({ width: 128, height: 96, framerate: 25 });
    listening.unsubscribe();
  });

  it('is none where there is none, with audio: auto', async () => {
    const service = await start('none.mp4');
    const packets: EncodedAudioFrame[] = [];
    const listening = service.encodedFrames$({ track: 'audio' }).subscribe((packet) => packets.push(packet));
    await collect(service.frames$(), 40);
    expect(packets).toEqual([]);
    listening.unsubscribe();
  });

  it('goes on as silence after the end of the source', async () => {
    const service = await start('short.mp4');
    const packets = await collect(service.encodedFrames$({ track: 'audio' }), 110);
    expect(service.stats().state).toBe('ended');
    expect(new Set(steps(packets))).toEqual(new Set([20_000]));
    const last = (await decoded(packets)).slice(-10);
    expect(last.every(({ samples }) => samples.every((sample) => Math.abs(sample) < 0.005))).toBe(true);
  });

  it('is silence while it is muted, and there again afterwards', async () => {
    const service = await start('tone.mkv', { loop: true });
    const packets: EncodedAudioFrame[] = [];
    const listening = service.encodedFrames$({ track: 'audio' }).subscribe((packet) => packets.push(packet));
    const loudness = async (count: number): Promise<number> => {
      const from = packets.length;
      while (packets.length < from + count) await new Promise((resolve) => setTimeout(resolve, 20));
      const frames = await decoded(packets.slice(from));
      return Math.max(...frames.slice(5).flatMap(({ samples }) => Array.from(samples, Math.abs)));
    };
    expect(await loudness(20)).toBeGreaterThan(0.05);
    service.setMuted(true);
    await loudness(5);
    expect(await loudness(20)).toBeLessThan(0.005);
    service.setMuted(false);
    await loudness(5);
    expect(await loudness(20)).toBeGreaterThan(0.05);
    listening.unsubscribe();
  });

  it('is not read with audio: false', async () => {
    const service = await start('aac.mp4', { audio: false });
    const frames$ = merge(service.audioFrames$(), service.encodedFrames$({ track: 'audio' }));
    expect(await firstValueFrom(frames$.pipe(toArray()))).toEqual([]);
    expect(() => service.setMuted(true)).not.toThrow();
    expect(() => service.setMuted(true, 'attic')).toThrow(
      expect.objectContaining({ code: 'WGR_STREAM_UNKNOWN' }),
    );
  });

  it('is encoded for subscribers only, and the video is not for its sake', async () => {
    const service = await start('tone.mkv', { loop: true });
    await collect(service.frames$(), 5);
    expect(service.stats().renditions).toEqual([]);
    const listening = service.encodedFrames$({ track: 'audio' }).subscribe();
    await collect(service.encodedFrames$({ track: 'audio' }), 5);
    expect(service.stats().renditions).toMatchObject([{ track: 'audio', codec: 'opus', encodersOpened: 1 }]);
    listening.unsubscribe();
    expect(service.stats().renditions).toEqual([]);
    const video = collect(service.encodedFrames$({ track: 'video', codec: 'h264' }), 2);
    expect(await video).toMatchObject([{ codec: 'h264', keyFrame: true }, { codec: 'h264' }]);
  });

  it('does not hold up the close of the application, and leaves nothing', async () => {
    const held = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => kind !== 'FSReqCallback' && kind !== 'FSReqPromise')
        .toSorted();
    const before = held();
    const service = await start('tone.mkv', { loop: true });
    const completed = Promise.all([
      lastValueFrom(service.audioFrames$()).then(() => true),
      lastValueFrom(service.encodedFrames$({ track: 'audio' })).then(() => true),
    ]);
    await collect(service.encodedFrames$({ track: 'audio' }), 10);
    const startMs = performance.now();
    await host?.[Symbol.asyncDispose]();
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(await completed).toEqual([true, true]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(held()).toEqual(before);
  });

  it('is released by listeners that come and go at any moment', async () => {
    const service = await start('tone.mkv', { loop: true });
    const watching = service.frames$().subscribe();
    await collect(service.frames$(), 3);
    for (let round = 0; round < 30; round++) {
      const packets = service.encodedFrames$({ track: 'audio' }).subscribe();
      const frames = service.audioFrames$().subscribe();
      await new Promise((resolve) => setTimeout(resolve, round * 2));
      packets.unsubscribe();
      frames.unsubscribe();
    }
    expect(service.stats().renditions).toEqual([]);
    expect(await collect(service.encodedFrames$({ track: 'audio' }), 20)).toHaveLength(20);
    expect(service.stats().state).toBe('live');
    watching.unsubscribe();
  });
});
