import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { clipSeconds } from '../support/generated-inputs.js';
import type { Fails, MatrixBench, MatrixRow } from '../support/matrix-row.interface.js';
import { failure, readers } from './failure.js';

const baseline = '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p';

/** Files that cannot be played. */
const files: readonly (readonly [
  name: string,
  code: Fails['code'],
  words: RegExp,
  sourceOf: (bench: MatrixBench) => Promise<string>,
])[] = [
  [
    'a file that is missing',
    'WGR_SOURCE_NOT_FOUND',
    /There is no .*missing\.mp4/,
    async ({ inputs }) => inputs.path('missing.mp4'),
  ],
  [
    'an empty file',
    'WGR_SOURCE_EMPTY',
    /empty file/,
    ({ inputs }) => inputs.once('empty.mp4', (path) => writeFile(path, '')),
  ],
  [
    'a folder',
    'WGR_SOURCE_NOT_A_FILE',
    /directory/,
    ({ inputs }) => inputs.once('folder.mp4', (path) => mkdir(path)),
  ],
  [
    'a file of text',
    'WGR_SOURCE_NOT_MEDIA',
    /not an image or video/,
    ({ inputs }) => inputs.once('text.mp4', (path) => writeFile(path, 'Dear reader,\n'.repeat(500))),
  ],
  [
    'a file of noise',
    'WGR_SOURCE_NOT_MEDIA',
    /not an image or video/,
    ({ inputs }) =>
      inputs.once('noise.mkv', (path) => writeFile(path, Buffer.alloc(50_000, '\u0001\u00ff~#'))),
  ],
  ['MP4 without its index', 'WGR_SOURCE_NOT_MEDIA', /damaged|index|moov/, cutShort],
  [
    'sound alone in MP4',
    'WGR_SOURCE_NO_VIDEO',
    /no video/,
    ({ inputs }) =>
      inputs.clip({
        file: 'sound.m4a',
        words: '-map 1:a -c:a aac',
        otherInputs: `-f lavfi -i sine=duration=${clipSeconds}`,
      }),
  ],
  [
    'sound alone in MP3',
    'WGR_SOURCE_NO_VIDEO',
    /no video/,
    ({ inputs }) =>
      inputs.clip({
        file: 'sound.mp3',
        words: '-map 1:a',
        otherInputs: `-f lavfi -i sine=duration=${clipSeconds}`,
      }),
  ],
  [
    'sound alone in WAV',
    'WGR_SOURCE_NO_VIDEO',
    /no video/,
    ({ inputs }) =>
      inputs.clip({
        file: 'sound.wav',
        words: '-map 1:a',
        otherInputs: `-f lavfi -i sine=duration=${clipSeconds}`,
      }),
  ],
  [
    'sound alone in MPEG-TS',
    'WGR_SOURCE_NO_VIDEO',
    /no video/,
    ({ inputs }) =>
      inputs.clip({
        file: 'sound.ts',
        words: '-map 1:a -c:a aac',
        otherInputs: `-f lavfi -i sine=duration=${clipSeconds}`,
      }),
  ],
  [
    'a sequence without images',
    'WGR_SOURCE_NOT_FOUND',
    /There is no/,
    async ({ inputs }) => inputs.path('nothing-%03d.png'),
  ],
  [
    'a damaged image',
    'WGR_SOURCE_NOT_MEDIA',
    /damaged/,
    ({ inputs }) =>
      inputs.once('damaged.png', (path) =>
        writeFile(path, Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000, 'x')])),
      ),
  ],
];

/** Files that cannot be shown, and what the user is told. */
export const fileFailureRows: readonly MatrixRow[] = files.flatMap(([name, code, words, sourceOf]) =>
  readers.map((api) => failure(name, api, code, words, 'ended', sourceOf)),
);

/** A recording that broke off before its index was written. */
async function cutShort({ inputs }: MatrixBench): Promise<string> {
  const whole = await inputs.clip({ file: 'whole.mp4', words: baseline });
  return inputs.once('cut-short.mp4', async (path) => {
    const bytes = await readFile(whole);
    await writeFile(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
  });
}
