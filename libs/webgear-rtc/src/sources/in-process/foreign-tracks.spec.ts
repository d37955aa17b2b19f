import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { createVideoSource } from '../create-video-source.js';

const clock = new SystemCaptureClock();

describe('a file with tracks that are not played', () => {
  let folder: TemporaryFolder;

  const ffmpeg = (...args: string[]): unknown =>
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder.file('.') });

  /** Gives a track of an MP4 file an unknown codec, by its sample entry (ISO/IEC 14496-12, 8.5.2). */
  async function estrange(from: string, to: string, codec: string, stranger: string): Promise<void> {
    const text = (await readFile(folder.file(from))).toString('latin1');
    await writeFile(folder.file(to), Buffer.from(text.replaceAll(codec, stranger), 'latin1'));
  }

  beforeAll(async () => {
    folder = await temporaryFolder();
    const video = (size: string): string[] => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=25:d=1`];
    const sound = ['-f', 'lavfi', '-i', 'sine=d=1'];
    await writeFile(folder.file('words.srt'), '1\n00:00:00,000 --> 00:00:01,000\nWords\n');
    ffmpeg(...video('64x48'), ...sound, '-c:v', 'libx264', '-c:a', 'aac', 'sounding.mp4');
    await estrange('sounding.mp4', 'strange-sound.mp4', 'mp4a', 'zzz1');
    await estrange('sounding.mp4', 'strange-video.mp4', 'avc1', 'zzz1');
    const two = [...video('64x48'), ...video('128x96'), '-map', '0', '-map', '1'];
    ffmpeg(...two, '-c:v:0', 'libx264', '-c:v:1', 'mpeg4', 'two.mp4');
    await estrange('two.mp4', 'strange-second.mp4', 'mp4v', 'zzz2');
    ffmpeg(...video('64x48'), '-i', 'words.srt', '-c:v', 'libx264', '-c:s', 'mov_text', 'words.mp4');
    ffmpeg(...video('64x48'), '-frames:v', '1', 'cover.png');
    ffmpeg(
      ...sound,
      '-i',
      'cover.png',
      '-map',
      '0',
      '-map',
      '1',
      '-c:v',
      'png',
      '-disposition:v',
      'attached_pic',
      'song.mp3',
    );
    ffmpeg(
      '-i',
      'sounding.mp4',
      '-i',
      'cover.png',
      '-map',
      '0',
      '-map',
      '1',
      '-c',
      'copy',
      '-disposition:v:1',
      'attached_pic',
      'covered.mp4',
    );
  }, 30_000);

  afterAll(async () => folder[Symbol.asyncDispose]());

  async function play(name: string): Promise<number> {
    const source = createVideoSource({ source: folder.file(name), clock });
    try {
      expect(await source.open(new AbortController().signal)).toMatchObject({ width: 64 });
      let frames = 0;
      for await (const frame of source.frames()) {
        frame.close();
        frames++;
      }
      return frames;
    } finally {
      await source.close();
    }
  }

  it.each(['strange-sound.mp4', 'strange-second.mp4', 'words.mp4', 'covered.mp4'])(
    'plays its video track: %s',
    async (name) => {
      expect(await play(name)).toBe(25);
    },
  );

  it('names a codec that FFmpeg does not know', async () => {
    await expect(play('strange-video.mp4')).rejects.toMatchObject({
      code: 'WGR_SOURCE_UNSUPPORTED',
      message: expect.stringContaining('"zzz1"'),
    });
  });

  it('has no video if that is the cover of an audio file', async () => {
    await expect(play('song.mp3')).rejects.toMatchObject({ code: 'WGR_SOURCE_NO_VIDEO' });
  });
});
