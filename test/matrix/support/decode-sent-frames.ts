import type { VideoCodec } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { SentFrame } from './observed-stream.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { Quadrants, Rgb } from './test-pattern.js';

/** What a decoder makes of the frames that were sent. */
export interface DecodedSize {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Colours in the middle of the quarters of the last frame. */
  readonly quadrants: Quadrants;
}

/**
 * Has FFmpeg decode frames, as many as were sent.
 *
 * @throws Error when it finds a fault in any of them
 */
export async function decodeSentFrames(codec: VideoCodec, sent: readonly SentFrame[]): Promise<DecodedSize> {
  const input = codec === 'vp8' ? ivf(sent) : Buffer.concat(sent.map(({ data }) => data));
  const read = `-xerror -f ${codec === 'vp8' ? 'ivf' : 'h264'} -i pipe:0 -map 0:v`;
  const write = '-fps_mode passthrough -pix_fmt rgb24 -c:v ppm -f image2pipe pipe:1';
  const { stdout, stderr } = await runFfmpeg([...read.split(' '), ...write.split(' ')], input);
  const faults = stderr.split('\n').filter((line) => line.trim() !== '' && !isAboutTimes(line));
  if (faults.length > 0) throw new Error(`What was sent does not decode: ${faults.join('; ')}`);
  return lastOf(stdout);
}

/** H.264 without a container has no times; FFmpeg makes some up, and finds fault with its own where the size changes. */
function isAboutTimes(line: string): boolean {
  return line.includes('non monotonically increasing dts') || line.includes('Last message repeated');
}

/** Binary PPM, one file after the other: `P6 width height 255`, then three bytes for each pixel. */
function lastOf(images: Buffer): DecodedSize {
  let offset = 0;
  let frames = 0;
  let last: DecodedSize | undefined;
  while (offset < images.length) {
    const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(images.toString('latin1', offset, offset + 32));
    if (header === null) throw new Error('The decoder wrote no image.');
    const [width, height] = [Number(header[1]), Number(header[2])];
    const start = offset + header[0].length;
    offset = start + width * height * 3;
    frames++;
    const at = (x: number, y: number): Rgb =>
      meanAround(images, start, width, Math.floor(width * x), Math.floor(height * y));
    last = {
      frames,
      width,
      height,
      quadrants: [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)],
    };
  }
  if (last === undefined) throw new Error('The decoder wrote no image.');
  return last;
}

/** Mean of three by three pixels. */
function meanAround(images: Buffer, start: number, width: number, x: number, y: number): Rgb {
  const sums: [number, number, number] = [0, 0, 0];
  for (const dy of [-1, 0, 1])
    for (const dx of [-1, 0, 1])
      for (const channel of [0, 1, 2] as const)
        sums[channel] += images[start + 3 * ((y + dy) * width + x + dx) + channel] ?? 0;
  return [Math.round(sums[0] / 9), Math.round(sums[1] / 9), Math.round(sums[2] / 9)];
}

/** The container FFmpeg reads VP8 from: a file header, then a length and a time before each frame. */
function ivf(frames: readonly SentFrame[]): Buffer {
  const fileHeader = Buffer.alloc(32);
  fileHeader.write('DKIF');
  fileHeader.writeUInt16LE(fileHeader.length, 6);
  fileHeader.write('VP80', 8);
  fileHeader.writeUInt16LE(160, 12);
  fileHeader.writeUInt16LE(120, 14);
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
