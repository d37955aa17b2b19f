import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import { runFfmpeg } from '../support/run-ffmpeg.js';
import { turned } from '../support/test-pattern.js';
import type { MatrixRow, Reader } from '../support/matrix-row.interface.js';
import { oneClip, playsOnce } from './clip-row.js';
import { codecs, type CodecName } from './codecs.js';

/** What a phone writes: the frame lies on its side, and the container says so. */
const rotations = [90, 180, 270] as const;
const rotated: readonly (readonly [file: string, codec: CodecName])[] = [
  ['mp4', 'H.264 baseline'],
  ['mov', 'H.265'],
  ['mov', 'Motion JPEG'],
];

const rotationRows = rotated.flatMap(([extension, codec]) =>
  rotations.flatMap((degrees) => [
    rotationRow(extension, codec, degrees),
    ...(codec === 'H.264 baseline' ? [rotationRow(extension, codec, degrees, Backend.FFGear)] : []),
  ]),
);

function rotationRow(extension: string, codec: CodecName, degrees: 90 | 180 | 270, api?: Reader): MatrixRow {
  const name = `${codec.replaceAll(/\W/g, '')}-rotated`;
  return {
    name: `${extension} · ${codec}, to be turned by ${degrees}°${api === undefined ? '' : ', by FFGear'}`,
    ...(api !== undefined && { options: { api } }),
    prepare: async ({ inputs }) => {
      const lying = await inputs.clip({ file: `${name}.${extension}`, words: codecs[codec].words });
      const source = await inputs.once(`${name}-${degrees}.${extension}`, (path) =>
        runFfmpeg(['-i', lying, '-c', 'copy', '-metadata:s:v:0', `rotate=${360 - degrees}`, path]),
      );
      return { source };
    },
    wanted: {
      ...playsOnce({ size: degrees === 180 ? '160x120' : '120x160', quadrants: turned[degrees] }),
      ...(api === undefined && { passthrough: false }),
    },
  };
}

/** Sizes that are no multiple of anything, and how they are sent. */
const sizes = ['16x16', '17x33', '161x121', '160x121', '162x122', '200x50', '34x240', '640x362'] as const;
const sizedCodecs: readonly (readonly [file: string, codec: string, words: string])[] = [
  ['mkv', 'FFV1 4:4:4', '-c:v ffv1 -pix_fmt yuv444p'],
  ['mp4', 'H.264 4:4:4', '-c:v libx264 -preset ultrafast -pix_fmt yuv444p'],
  ['webm', 'VP9', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M'],
];

const sizeRows = sizes.flatMap((size) =>
  sizedCodecs.map(([extension, codec, words]) =>
    oneClip({
      name: `${extension} · ${codec} of ${size}`,
      file: `${codec.replaceAll(/\W/g, '')}-${size}.${extension}`,
      words,
      size,
    }),
  ),
);

/** Pixels that are no squares: the frame is shown as wide as the container says, by whichever side that is reached. */
const sampleAspects: readonly (readonly [ratio: string, width: number, height: number])[] = [
  ['2/1', 320, 120],
  ['64/45', 228, 120],
  ['8/9', 160, 136],
];
const aspectCodecs: readonly (readonly [file: string, codec: CodecName])[] = [
  ['mp4', 'H.264 baseline'],
  ['mpg', 'MPEG-2'],
  ['mkv', 'VP9'],
];

const aspectRows = sampleAspects.flatMap(([ratio, width, height]) =>
  aspectCodecs
    // MPEG-2 knows four shapes of the frame, and none of 2:1.
    .filter(([, codec]) => codec !== 'MPEG-2')
    .map(([extension, codec]) =>
      oneClip({
        name: `${extension} · ${codec} of pixels of ${ratio}`,
        file: `${codec.replaceAll(/\W/g, '')}-${ratio.replace('/', '-')}.${extension}`,
        words: `${codecs[codec].words} -vf setsar=${ratio}`,
        width,
        height,
      }),
    ),
);

/** Rows about the shape of a frame: which way up it is, its size, and the shape of its pixels. */
export const shapeRows: readonly MatrixRow[] = [...rotationRows, ...sizeRows, ...aspectRows];
