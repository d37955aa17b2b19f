import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';
import { encodeMovingFrames, encodeTone } from '../../testing/encode-moving-frames.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { MediaMuxer, type MuxedLayout } from './media-muxer.js';

const FRAME_US = 1_000_000 / 30;
const frameCount = 45;

/** A file as it would be on a disk. */
class WrittenFile {
  content = Buffer.alloc(0);

  readonly write = (bytes: Buffer, position: number): void => {
    const size = Math.max(this.content.length, position + bytes.length);
    this.content = Buffer.concat([this.content], size);
    bytes.copy(this.content, position);
  };
}

async function mux(
  frames: readonly EncodedFrame[],
  audio: readonly EncodedAudioFrame[],
  layout: MuxedLayout,
  ends = true,
): Promise<Buffer> {
  const file = new WrittenFile();
  const [video] = frames;
  if (video === undefined) throw new Error('No frames.');
  const channels = audio[0]?.channels as 1 | 2 | undefined;
  using muxer = await MediaMuxer.open({ video, audioChannels: channels }, layout, file.write);
  let heard = 0;
  for (const [index, frame] of frames.entries()) {
    if (frame.keyFrame && index > 0) muxer.flush();
    muxer.writeVideo(frame, FRAME_US);
    while ((audio[heard]?.captureTimeUs ?? Infinity) <= frame.captureTimeUs) {
      const packet = audio[heard++];
      if (packet !== undefined) muxer.writeAudio(packet);
    }
  }
  if (ends) muxer.end();
  return file.content;
}

interface Probed {
  readonly streams: readonly Readonly<Record<string, string>>[];
  readonly format: Readonly<Record<string, string>>;
}

async function probe(content: Buffer, name: string): Promise<Probed> {
  await using folder = await temporaryFolder();
  const path = folder.file(name);
  writeFileSync(path, content);
  const json = execFileSync('ffprobe', [
    ...'-v error -count_frames -show_streams -show_format -of json'.split(' '),
    path,
  ]);
  return JSON.parse(json.toString()) as Probed;
}

const topLevelBoxes = (content: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 0; at + 8 <= content.length;) {
    names.push(content.toString('latin1', at + 4, at + 8));
    const length = content.readUInt32BE(at);
    at += length === 1 ? Number(content.readBigUInt64BE(at + 8)) : length || content.length;
  }
  return names;
};

describe('the muxer', () => {
  const codecs: readonly (readonly [VideoCodec, string, string])[] = [
    ['h264', 'a.mp4', 'h264'],
    ['h265', 'a.mp4', 'hevc'],
    ['vp9', 'a.webm', 'vp9'],
    ['av1', 'a.mp4', 'av1'],
    ['vp8', 'a.webm', 'vp8'],
  ];

  test.each(codecs)(
    'writes %s and Opus into %s, so that every frame of it decodes',
    async (codec, name, probedName) => {
      const frames = await encodeMovingFrames(codec, frameCount);
      const content = await mux(frames, await encodeTone(1.5), { kind: 'crash-safe' });
      const { streams, format } = await probe(content, name);
      expect(streams.map(({ codec_name }) => codec_name)).toEqual([probedName, 'opus']);
      expect(streams[0]).toMatchObject({ width: 320, height: 180, nb_read_frames: String(frameCount) });
      expect(Number(streams[1]?.['nb_read_frames'])).toBeGreaterThan(70);
      expect(Number(format['duration'])).toBeCloseTo(1.5, 1);
    },
    60_000,
  );

  test('can be played as far as its last fragment where it was never ended, and is an ordinary file when it was', async () => {
    const frames = await encodeMovingFrames('h264', frameCount);
    const cut = await mux(frames, [], { kind: 'crash-safe' }, false);
    expect(topLevelBoxes(cut).filter((name) => name === 'moof')).toHaveLength(2);
    expect((await probe(cut, 'a.mp4')).streams[0]?.['nb_read_frames']).toBe('30');
    const whole = await mux(frames, [], { kind: 'crash-safe' });
    expect(topLevelBoxes(whole)).toEqual(['ftyp', 'free', 'mdat', 'moov']);
    expect((await probe(whole, 'a.mp4')).streams[0]?.['nb_frames']).toBe(String(frameCount));
  }, 30_000);

  test('puts the index in front where that is asked for', async () => {
    const frames = await encodeMovingFrames('h264', frameCount);
    const content = await mux(frames, await encodeTone(1.5), { kind: 'indexed', samples: 200 });
    expect(topLevelBoxes(content).slice(0, 2)).toEqual(['ftyp', 'moov']);
    expect((await probe(content, 'a.mp4')).streams).toMatchObject([
      { nb_frames: '45' },
      { codec_name: 'opus' },
    ]);
  }, 30_000);

  test('refuses a key frame that says nothing of its codec, and frees what it had', async () => {
    const video = { codec: 'h264', keyFrame: true, captureTimeUs: 0, width: 0, height: 0 } as const;
    const opening = MediaMuxer.open(
      { video: { ...video, data: Buffer.alloc(8) } },
      { kind: 'crash-safe' },
      () => {},
    );
    await expect(opening).rejects.toThrow('write the header');
  });
});
