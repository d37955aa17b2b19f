import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import { encodeMovingFrames, encodeTone } from '../testing/encode-moving-frames.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { PacketInterleaver } from './packet-interleaver.js';
import { recordedClip } from './recorded-clip.js';
import type { RecordedSegment, SegmentLimits } from './segment-folder.js';
import { SegmentFolder } from './segment-folder.js';
import { SegmentNames } from './segment-name.js';
import { SegmentRecorder } from './segment-recorder.js';

const startMs = Date.UTC(2026, 10, 26, 12);
const names = new SegmentNames('%Y-%m-%dT%H-%M-%S.%LZ');

let video: EncodedFrame[];
let audio: EncodedAudioFrame[];

beforeAll(async () => {
  // Six seconds with a key frame every half second.
  [video, audio] = await Promise.all([encodeMovingFrames('h264', 180), encodeTone(6)]);
}, 30_000);

class Rig {
  readonly segments: RecordedSegment[] = [];
  readonly pauses: (string | undefined)[] = [];
  readonly folder: SegmentFolder;
  readonly recorder: SegmentRecorder;

  private hasSound = false;

  constructor(path: string, limits: SegmentLimits = {}, segmentUs = 2_000_000) {
    this.folder = new SegmentFolder(path, names);
    this.recorder = new SegmentRecorder({
      folder: this.folder,
      segmentUs,
      limits,
      wallClockOffsetUs: startMs * 1000,
      audioChannels: () => Promise.resolve(this.hasSound ? 2 : undefined),
      onSegment: (segment) => this.segments.push(segment),
      onPaused: (reason) => this.pauses.push(reason?.message),
    });
  }

  play(frames: readonly EncodedFrame[], sound: readonly EncodedAudioFrame[] = []): void {
    this.hasSound = sound.length > 0;
    const interleaver = new PacketInterleaver((packet) => this.recorder.push(packet));
    let heard = 0;
    for (const frame of frames) {
      interleaver.push(frame);
      while ((sound[heard]?.captureTimeUs ?? Infinity) < frame.captureTimeUs + 33_334) {
        const packet = sound[heard++];
        if (packet !== undefined) interleaver.push(packet);
      }
    }
    interleaver.flush();
  }
}

function streamsOf(path: string): string[] {
  const words = '-v error -count_frames -show_entries stream=codec_name,nb_read_frames -of csv=p=0';
  return execFileSync('ffprobe', [...words.split(' '), path])
    .toString()
    .trim()
    .split('\n');
}

describe('a recording', () => {
  test('is cut at key frames into files that hold every frame once, with the sound of their time', async () => {
    await using folder = await temporaryFolder();
    const rig = new Rig(folder.file('front'));
    rig.play(video, audio);
    await rig.recorder.close();
    expect(rig.segments.map(({ start, durationMs }) => [start.getTime() - startMs, durationMs])).toEqual([
      [0, 2000],
      [2000, 2000],
      [4000, 2000],
    ]);
    expect(rig.segments.map(({ path }) => streamsOf(path))).toEqual([
      ['h264,60', 'opus,100'],
      ['h264,60', 'opus,100'],
      ['h264,60', 'opus,100'],
    ]);
    expect(await rig.folder.list()).toEqual(rig.segments);
  }, 30_000);

  test('begins another file when the video changes its form, and after a break', async () => {
    await using folder = await temporaryFolder();
    const rig = new Rig(folder.file('front'), {}, 60_000_000);
    rig.play(video.slice(0, 30));
    const later = (frame: EncodedFrame) => ({ ...frame, captureTimeUs: frame.captureTimeUs + 1_000_000 });
    rig.play(video.slice(0, 30).map((frame) => ({ ...later(frame), width: 318 })));
    rig.recorder.break();
    // Nothing before the next key frame can be part of a file.
    rig.play(video.slice(65, 80).map((frame) => ({ ...later(frame), width: 318 })));
    await rig.recorder.close();
    expect(rig.segments.map(({ path }) => streamsOf(path))).toEqual([['h264,30'], ['h264,30'], ['h264,5']]);
  }, 30_000);

  test('can be played as far as half a second before a crash, and gets its name at the next start', async () => {
    await using folder = await temporaryFolder();
    const rig = new Rig(folder.file('front'), {}, 60_000_000);
    rig.play(video);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [name = ''] = readdirSync(folder.file('front'));
    expect(name).toBe('2026-11-26T12-00-00.000Z.mp4.part');
    const folderAfter = new SegmentFolder(folder.file('front'), names);
    expect(await folderAfter.recover()).toBe(1);
    const [segment] = await folderAfter.list();
    expect(Number(streamsOf(segment?.path ?? '')[0]?.split(',')[1])).toBeGreaterThanOrEqual(180 - 16);
    await rig.recorder.close();
  }, 30_000);

  test('keeps as much as it may: the oldest goes first, and foreign files stay', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('front');
    mkdirSync(path);
    writeFileSync(join(path, 'holiday.mp4'), 'mine');
    const rig = new Rig(path, { keepForMs: 3000 });
    rig.play(video);
    await rig.recorder.close();
    expect((await rig.folder.list()).map(({ start }) => start.getTime() - startMs)).toEqual([2000, 4000]);
    const [, last] = await rig.folder.list();
    await rig.folder.prune({ keepBytes: last?.bytes ?? 0 }, Date.now());
    expect(readdirSync(path).sort()).toEqual(['2026-11-26T12-00-04.000Z.mp4', 'holiday.mp4']);
    expect(statSync(join(path, 'holiday.mp4')).size).toBe(4);
  }, 30_000);

  test('pauses where it cannot write, says so once, and goes on after ten seconds when it can', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('front');
    writeFileSync(path, 'a file in the place of the folder');
    const rig = new Rig(path);
    rig.play(video.slice(0, 90));
    await rig.recorder.close();
    expect(rig.pauses).toEqual([expect.stringMatching(/EEXIST|ENOTDIR/)]);
    await import('node:fs/promises').then(({ rm }) => rm(path));
    rig.play(video.map((frame) => ({ ...frame, captureTimeUs: frame.captureTimeUs + 9_000_000 })));
    await rig.recorder.close();
    expect(rig.pauses.at(-1)).toBeUndefined();
    expect(rig.segments[0]?.start.getTime()).toBe(startMs + 10_000);
  }, 30_000);

  test('returns any part of it, across files', async () => {
    await using folder = await temporaryFolder();
    const rig = new Rig(folder.file('front'));
    rig.play(video, audio);
    await rig.recorder.close();
    const request = {
      streamName: 'front',
      segments: rig.segments,
      startMs: startMs + 1700,
      durationMs: 1600,
    };
    const clip = await recordedClip(request);
    expect(clip.start.getTime() - startMs).toBe(1500);
    expect(clip.durationMs).toBe(1800);
    writeFileSync(folder.file('clip.mp4'), clip.data);
    const [frames, packets] = streamsOf(folder.file('clip.mp4'));
    expect(frames).toBe('h264,54');
    expect(packets).toBe('opus,90');
    await expect(recordedClip({ ...request, startMs: startMs + 60_000 })).rejects.toMatchObject({
      code: 'WGR_CLIP_EMPTY',
    });
  }, 30_000);
});
