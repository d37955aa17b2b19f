import { spawnSync } from 'node:child_process';
import { findOnPath } from '../../tools/executables.mjs';
import type { VideoCodec } from '../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { ReceivedFrame } from './rtp-viewer.js';

/** Small, so that many frames fit into the memory of a test. */
const [width, height] = [64, 36];

/** What a decoder made of frames. */
export interface DecodedFrames {
  readonly frames: number;
  /** How many shades of grey the last has: one when it is blank. */
  readonly shades: number;
}

/** Has FFmpeg decode frames; it must find no fault in any. */
export function decodeFrames(codec: VideoCodec, received: readonly ReceivedFrame[]): DecodedFrames {
  const input = codec === 'vp8' ? ivf(received) : Buffer.concat(received.map(({ data }) => data));
  const program = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg') ?? 'ffmpeg';
  const read = `-v error -xerror -f ${codec === 'vp8' ? 'ivf' : 'h264'} -i pipe:0`;
  const write = `-fps_mode passthrough -s ${width}x${height} -pix_fmt gray -f rawvideo pipe:1`;
  const { status, stdout, stderr } = spawnSync(program, `${read} ${write}`.split(' '), {
    input,
    maxBuffer: 2 ** 26,
    timeout: 20_000,
  });
  const complaints = stderr.toString();
  if (status !== 0 || complaints !== '') throw new Error(`FFmpeg ended with ${status}: ${complaints}`);
  return {
    frames: stdout.length / (width * height),
    shades: new Set(stdout.subarray(-width * height)).size,
  };
}

/** The container FFmpeg reads VP8 from: a file header, then a length and a time before each frame. */
function ivf(frames: readonly ReceivedFrame[]): Buffer {
  const fileHeader = Buffer.alloc(32);
  fileHeader.write('DKIF');
  fileHeader.writeUInt16LE(fileHeader.length, 6);
  fileHeader.write('VP80', 8);
  fileHeader.writeUInt16LE(width, 12);
  fileHeader.writeUInt16LE(height, 14);
  fileHeader.writeUInt32LE(30, 16);
  fileHeader.writeUInt32LE(1, 20);
  const parts = frames.flatMap(({ data }, index) => {
    const header = Buffer.alloc(12);
    header.writeUInt32LE(data.length);
    header.writeUInt32LE(index, 4);
    return [header, data];
  });
  return Buffer.concat([fileHeader, ...parts]);
}
