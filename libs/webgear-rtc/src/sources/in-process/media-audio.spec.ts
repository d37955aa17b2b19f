import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { isEncodedAudio, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import { rewritePackets } from '../../testing/rewrite-packets.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';
import { MediaAudioSource } from './media-audio-source.js';

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
    await rewritePackets(folder.file('aac.mp4'), folder.file('damaged.mp4'), { damages: (n) => n % 3 === 1 });
    ffmpeg(...'-stream_loop 3 -i aac.mp4 -c copy -t 8 long.mp4'.split(' '));
    await rewritePackets(folder.file('long.mp4'), folder.file('destroyed.mp4'), { damages: () => true });
    const text = (await readFile(folder.file('aac.mp4'))).toString('latin1');
    await writeFile(
      folder.file('unknown.mp4'),
      Buffer.from(text.replaceAll('mp4a', 'zzz1').replaceAll('esds', 'zzz2'), 'latin1'),
    );
    const two = [
      ...video,
      ...'-f lavfi -i aevalsrc=0:d=2 -f lavfi -i aevalsrc=0|0:d=2 -c:v libx264'.split(' '),
    ];
    const maps = ['-map', '0:v', '-map', '1:a', '-map', '2:a', '-c:a', 'aac'];
    ffmpeg(...two, ...maps, '-disposition:a:0', '0', '-disposition:a:1', 'default', 'second.mkv');
    ffmpeg(...two, ...maps, '-disposition:a:0', '0', '-disposition:a:1', '0', 'neither.mkv');
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
      let shown = 0;
      for await (const frame of source.frames()) {
        frame.close();
        shown++;
      }
      await listening;
      expect(shown).toBe(50);
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
  ])('is passed through: %s', async (name, codec, channels) => {
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

  it('of damaged packets goes on with the next', async () => {
    const { frames } = await soundOf('damaged.mp4');
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.length).toBeLessThan(94);
  });

  it('that is damaged throughout is given up, and the frames are not', async () => {
    const source = createVideoSource({ source: folder.file('destroyed.mp4'), clock });
    await source.open(new AbortController().signal);
    const sound = source.audioFrames?.(new AbortController().signal)[Symbol.asyncIterator]();
    const listening = sound?.next().catch((error: unknown) => error);
    let shown = 0;
    for await (const frame of source.frames()) {
      frame.close();
      shown++;
    }
    expect(shown).toBe(200);
    expect(await listening).toMatchObject({ code: 'WGR_SOURCE_UNSUPPORTED' });
    await source.close();
  });

  it('of an unknown codec is left out, with one warning', async () => {
    const warnings: string[] = [];
    const warn = (line: string) => void warnings.push(line);
    const logger = { log: () => {}, warn, error: warn };
    const source = createVideoSource({ source: folder.file('unknown.mp4'), clock, logger });
    for (let opened = 0; opened < 2; opened++) {
      expect(await source.open(new AbortController().signal)).not.toHaveProperty('audio');
      let shown = 0;
      for await (const frame of source.frames()) {
        frame.close();
        shown++;
      }
      expect(shown).toBe(50);
      await source.close();
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('without sound');
  });

  it.each([
    ['second.mkv', 2],
    ['neither.mkv', 1],
  ])('is the default stream, else the first: %s', async (name, channels) => {
    expect((await soundOf(name)).info).toMatchObject({ channels });
  });

  it('of a live source has capture times of the clock, not after the frames that arrive with it', async () => {
    const stream = await readFile(folder.file('ac3.ts'));
    const server = createServer((socket) => {
      socket.on('error', () => {});
      const startMs = performance.now();
      let sent = 0;
      const timer = setInterval(() => {
        // Of two seconds of sound and frames, at the pace of a camera.
        const end = Math.ceil(((performance.now() - startMs) / 2000) * stream.length);
        socket.write(stream.subarray(sent, end));
        sent = end;
        if (sent < stream.length) return;
        clearInterval(timer);
        socket.end();
      }, 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const source = createVideoSource({ source: `tcp://127.0.0.1:${port}`, clock });
    const signal = new AbortController().signal;
    expect(await source.open(signal)).toMatchObject({ live: true, audio: { channels: 6 } });
    let shownUs = 0;
    const times: number[] = [];
    const listening = (async () => {
      for await (const { captureTimeUs } of source.audioFrames?.(signal) ?? []) {
        expect(captureTimeUs).toBeLessThanOrEqual(clock.nowUs());
        times.push(captureTimeUs);
      }
    })();
    for await (const frame of source.frames()) {
      frame.close();
      shownUs = frame.captureTimeUs;
    }
    await listening;
    await source.close();
    await new Promise((resolve) => server.close(resolve));
    // 32 ms each, and some are read to probe the input.
    expect(times.length).toBeGreaterThan(25);
    expect(Math.abs((times.at(-1) ?? 0) - shownUs)).toBeLessThan(200_000);
    const steps = times.slice(1).map((timeUs, index) => timeUs - (times[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(15_000);
  });

  it.each([true, false])('is read alone, of a file with video: %s', async (withVideo) => {
    if (!withVideo) ffmpeg('-i', 'aac.mp4', '-vn', '-c', 'copy', 'alone.m4a');
    const path = folder.file(withVideo ? 'aac.mp4' : 'alone.m4a');
    const request = { label: 'song', url: `file:${path}`, options: {}, live: false, openTimeoutMs: 5000 };
    const source = new MediaAudioSource('song', () => Promise.resolve(request), clock);
    const signal = new AbortController().signal;
    expect(await source.open(signal)).toMatchObject({ sampleRateHz: 48_000, channels: 2, live: false });
    const times: number[] = [];
    for await (const frame of source.audioFrames(signal)) times.push(frame.captureTimeUs);
    await source.close();
    expect(times.length).toBeGreaterThan(90);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('is missing from a film without', async () => {
    ffmpeg('-i', 'aac.mp4', '-an', '-c', 'copy', 'silent.mp4');
    const url = `file:${folder.file('silent.mp4')}`;
    const request = { label: 'film', url, options: {}, live: false, openTimeoutMs: 5000 };
    const source = new MediaAudioSource('film', () => Promise.resolve(request), clock);
    await expect(source.open(new AbortController().signal)).rejects.toMatchObject({
      code: 'WGR_SOURCE_NO_AUDIO',
    });
    await source.close();
  });
});
