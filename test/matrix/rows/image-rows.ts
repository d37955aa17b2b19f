import { readFile, writeFile } from 'node:fs/promises';
import type { MatrixRow } from '../support/matrix-row.interface.js';
import { dimmed, grey, mirrored, turned, upright, type Quadrants } from '../support/test-pattern.js';
import { cmykTiff } from './cmyk-tiff.js';
import { withExifOrientation } from './exif-orientation.js';
import { oneClip } from './clip-row.js';

/** A file with one image. */
interface ImageFile {
  readonly file: string;
  readonly words: string;
  readonly quadrants?: Quadrants;
  readonly alpha?: number;
  readonly size?: string;
}

const images: Readonly<Record<string, ImageFile>> = {
  'PNG of 8 bit': { file: 'rgb.png', words: '-pix_fmt rgb24' },
  'PNG of 16 bit': { file: 'rgb16.png', words: '-pix_fmt rgb48be' },
  'PNG in grey': { file: 'grey.png', words: '-pix_fmt gray', quadrants: grey },
  'PNG in grey of 16 bit': { file: 'grey16.png', words: '-pix_fmt gray16be', quadrants: grey },
  'PNG with a palette': {
    file: 'palette.png',
    words: '-filter_complex [0:v]split[a][b];[a]palettegen[p];[b][p]paletteuse -pix_fmt pal8',
  },
  'PNG, half transparent': { file: 'alpha.png', words: '-pix_fmt rgba', alpha: 0.5, quadrants: dimmed },
  'PNG in black and white': {
    file: 'mono.png',
    words: '-vf format=gray,lutyuv=y=if(gt(val\\,90)\\,255\\,0) -sws_dither none -pix_fmt monob',
    quadrants: [
      [0, 0, 0],
      [255, 255, 255],
      [0, 0, 0],
      [255, 255, 255],
    ],
  },
  'PNG of odd size': { file: 'odd.png', words: '-pix_fmt rgb24', size: '161x121' },
  'JPEG 4:2:0': { file: 'small.jpg', words: '-pix_fmt yuvj420p -q:v 2' },
  'JPEG 4:4:4': { file: 'full.jpeg', words: '-pix_fmt yuvj444p -q:v 2' },
  'JPEG in grey': { file: 'grey.jpg', words: '-vf format=gray,format=yuvj420p -q:v 2', quadrants: grey },
  BMP: { file: 'image.bmp', words: '-pix_fmt bgr24' },
  'BMP of 16 bit': { file: 'image16.bmp', words: '-pix_fmt rgb565le' },
  WebP: { file: 'image.webp', words: '-c:v libwebp' },
  'WebP without loss, half transparent': {
    file: 'alpha.webp',
    words: '-c:v libwebp -lossless 1 -pix_fmt bgra',
    alpha: 0.5,
    quadrants: dimmed,
  },
  TIFF: { file: 'image.tif', words: '-pix_fmt rgb24' },
  'TIFF of 16 bit': { file: 'image16.tiff', words: '-pix_fmt rgb48le' },
  TGA: { file: 'image.tga', words: '-pix_fmt bgr24' },
  PPM: { file: 'image.ppm', words: '-pix_fmt rgb24' },
  'PGM of 16 bit': { file: 'image.pgm', words: '-pix_fmt gray16be', quadrants: grey },
  'JPEG 2000': { file: 'image.jp2', words: '' },
};

const stillRate = 15;

function imageRow(
  name: string,
  size: string,
  quadrants: Quadrants,
  prepare: MatrixRow['prepare'],
): MatrixRow {
  const [width = 0, height = 0] = size.split('x').map((side) => Number(side) - (Number(side) % 2));
  return {
    name: `a still, ${name}`,
    prepare,
    wanted: { kind: 'goes on', width, height, framerate: stillRate, quadrants },
  };
}

const generated = Object.entries(images).map(
  ([name, { file, words, quadrants = upright, alpha, size = '160x120' }]) =>
    imageRow(name, size, quadrants, async ({ inputs }) => ({
      source: await inputs.clip({
        file,
        words: `-frames:v 1 ${words}`,
        size,
        ...(alpha !== undefined && { alpha }),
      }),
    })),
);

/** How a camera was held, by the number in the file; and what is to be seen then. */
const orientations: readonly (readonly [orientation: number, size: string, quadrants: Quadrants])[] = [
  [1, '160x120', upright],
  [2, '160x120', mirrored],
  [3, '160x120', turned[180]],
  [6, '120x160', turned[90]],
  [8, '120x160', turned[270]],
];

const held = orientations.map(([orientation, size, quadrants]) =>
  imageRow(`JPEG with Exif orientation ${orientation}`, size, quadrants, async ({ inputs }) => {
    const plain = await inputs.clip({ file: 'plain.jpg', words: '-frames:v 1 -pix_fmt yuvj420p -q:v 2' });
    const source = await inputs.once(`held-${orientation}.jpg`, async (path) =>
      writeFile(path, withExifOrientation(await readFile(plain), orientation)),
    );
    return { source };
  }),
);

const printed = imageRow('TIFF in CMYK', '160x120', upright, async ({ inputs }) => ({
  source: await inputs.once('cmyk.tif', (path) => writeFile(path, cmykTiff(160, 120, upright))),
}));

const animations = [
  oneClip({ name: 'GIF that moves', file: 'moving.gif', words: '' }),
  oneClip({ name: 'GIF that moves and has no end', file: 'endless.gif', words: '-loop 0' }),
  oneClip({ name: 'APNG that moves', file: 'moving.apng', words: '-f apng' }),
  oneClip({ name: 'APNG that moves, named .png', file: 'apng.png', words: '-f apng' }),
  oneClip({ name: 'WebP that moves', file: 'moving.webp', words: '-c:v libwebp_anim' }),
];

/** Rows of images: single ones, which go on until they are not watched any more, and moving ones. */
export const imageRows: readonly MatrixRow[] = [...generated, ...held, printed, ...animations];
