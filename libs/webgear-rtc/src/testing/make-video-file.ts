import { paintFrame, type FramePlane } from '../ffmpeg/pixels/planar-frame.js';
import { VideoFileWriter } from '../ffmpeg/encode/video-file-writer.js';

/** What the file is to be like. */
export interface MakeVideoFileOptions {
  /** Width in pixels, even. */
  readonly width: number;
  /** Height in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Length in seconds. */
  readonly seconds: number;
  /** How the frames are encoded; H.264 with B-frames, as cameras and editors write it, when left out. */
  readonly codec?: 'h264' | 'vp8' | 'vp9' | 'av1' | 'h265';
  /** The encoder's own options, by FFmpeg's names. */
  readonly encoderOptions?: Readonly<Record<string, string>>;
  /** How a player is to turn it, as a phone writes it that is held upright. */
  readonly displayMatrix?: Buffer;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of the four quarters of every frame that {@link makeVideoFile} draws, 0 to 255. */
export const quarterColours: Readonly<Record<'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight', Rgb>> = {
  topLeft: [200, 30, 30],
  topRight: [30, 180, 30],
  bottomLeft: [30, 30, 200],
  bottomRight: [200, 180, 30],
};

const ENCODERS = {
  h264: 'libx264',
  vp8: 'libvpx',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
  h265: 'libx265',
} as const;

/**
 * Writes a video of four coloured quarters with a white bar that crosses the middle from left to right once a second.
 *
 * The bar is a tenth of the frame high and a tenth wide, around half of the height: sample quarters away from there.
 *
 * @param path where to; `.mp4`, `.mkv`, `.webm` … chooses the container
 */
export async function makeVideoFile(path: string, options: MakeVideoFileOptions): Promise<void> {
  const { width, height, framerate } = options;
  const encoder = ENCODERS[options.codec ?? 'h264'];
  const { displayMatrix, encoderOptions } = options;
  const settings = { width, height, framerate, encoder, displayMatrix, encoderOptions };
  const writer = await VideoFileWriter.create(path, settings);
  for (let index = 0; index < Math.round(options.seconds * framerate); index++) {
    const progress = (index % framerate) / framerate;
    using frame = await paintFrame(width, height, 0, (...planes) => {
      planes.forEach((plane, component) => drawPlane(plane, component, progress));
    });
    await writer.write(frame);
  }
  await writer.close();
}

function drawPlane(plane: FramePlane, component: number, progress: number): void {
  const fill = (left: number, top: number, right: number, bottom: number, colour: Rgb) => {
    const value = toYuv(colour)[component] ?? 0;
    for (let row = Math.floor(top * plane.height); row < Math.floor(bottom * plane.height); row++) {
      const start = row * plane.stride;
      plane.data.fill(value, start + Math.floor(left * plane.width), start + Math.floor(right * plane.width));
    }
  };
  fill(0, 0, 0.5, 0.5, quarterColours.topLeft);
  fill(0.5, 0, 1, 0.5, quarterColours.topRight);
  fill(0, 0.5, 0.5, 1, quarterColours.bottomLeft);
  fill(0.5, 0.5, 1, 1, quarterColours.bottomRight);
  const left = progress * 0.9;
  fill(left, 0.45, left + 0.1, 0.55, [255, 255, 255]);
}

/** Limited-range BT.601. */
function toYuv([red, green, blue]: Rgb): readonly [number, number, number] {
  return [
    Math.round(16 + 0.2568 * red + 0.5041 * green + 0.0979 * blue),
    Math.round(128 - 0.1482 * red - 0.291 * green + 0.4392 * blue),
    Math.round(128 + 0.4392 * red - 0.3678 * green - 0.0714 * blue),
  ];
}
