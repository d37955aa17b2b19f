import { spawn } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endProcess } from '../../support/deadline.mjs';
import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import { clipSeconds } from '../support/generated-inputs.js';
import type { LiveSender, MatrixRow } from '../support/matrix-row.interface.js';
import { ffmpegProgram, runFfmpeg } from '../support/run-ffmpeg.js';
import { patternInput } from '../support/test-pattern.js';
import { oneClip, playsOnce } from './clip-row.js';

const baseline = '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p';

/** Names of files that look like something else. */
const names = [
  'our dog.mp4',
  'our%20dog.mp4',
  '100%d.mp4',
  '50%03d.mp4',
  'Wow ! it runs.mp4',
  'a#b?c=d&e.mp4',
  'concat:a|b.mp4',
  "it's.mp4",
  '100 % ✓ ünïcode 日本.mp4',
  '[1] (copy) {x}.mp4',
  'no-extension',
  'wrong-extension.jpg.mkv',
  'UPPER.MP4',
  '-leading-dash.mp4',
  '12345',
  'a:b.mp4',
  'screen.mp4',
];

const apis = [Backend.CamGear, Backend.FFGear] as const;

const nameRows = names.flatMap((name) =>
  apis.map((api) => ({
    ...namedRow(`a file named "${name}"${api === Backend.FFGear ? ', by FFGear' : ''}`, name, (path) => path),
    options: { api },
  })),
);

const urlRows = ['our dog.mp4', 'our%20dog.mp4', 'a#b?c=d&e.mp4', '100%d.mp4', 'plain.mp4'].map((name) =>
  namedRow(`a file:// URL of "${name}"`, name, (path) => pathToFileURL(path).href),
);

const relativeRow = namedRow('a file by a relative path', 'relative.mp4', (path) =>
  relative(process.cwd(), path),
);

function namedRow(name: string, file: string, sourceOf: (path: string) => string): MatrixRow {
  return {
    name,
    prepare: async ({ inputs }) => {
      const made = await inputs.clip({ file: 'named.mp4', words: baseline });
      return { source: sourceOf(await inputs.once(file, (path) => copyFile(made, path))) };
    },
    wanted: playsOnce({}),
  };
}

/** Numbered images: which numbers there are, and how many are shown. */
const sequences: readonly (readonly [
  what: string,
  pattern: string,
  numbers: readonly number[],
  frames: number,
])[] = [
  ['from 0', 'from0-%03d.png', range(0, 30), 30],
  ['from 1, as JPEG', 'from1-%d.jpg', range(1, 30), 30],
  ['from 900, beyond three digits', 'from900-%03d.png', range(985, 30), 30],
  ['with a blank in its name', 'two words %02d.png', range(1, 30), 30],
  ['with a gap', 'gap-%03d.png', [...range(1, 20), ...range(31, 10)], 30],
];

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

const sequenceRows = sequences.map(([what, pattern, numbers, frames]): MatrixRow => ({
  name: `a sequence of images ${what}`,
  prepare: async ({ inputs }) => {
    const extension = pattern.slice(pattern.lastIndexOf('.'));
    const image = await inputs.clip({ file: `image${extension}`, words: '-frames:v 1' });
    const source = inputs.path(pattern);
    for (const number of numbers) {
      const digits = /%0?(\d*)d/.exec(pattern)?.[1] ?? '';
      const name = pattern.replace(/%0?\d*d/, String(number).padStart(Number(digits), '0'));
      await inputs.once(name, (path) => copyFile(image, path));
    }
    return { source };
  },
  wanted: playsOnce({ frames, spanMs: (frames - 1) * 40 }),
}));

/** A named pipe that a program writes into: what comes out is a stream of its own pace, and ends with the program. */
const pipes: readonly (readonly [container: string, words: string])[] = [
  ['mpegts', '-f mpegts'],
  ['matroska', '-f matroska'],
  ['h264', '-f h264'],
];

const pipeRows = pipes.map(([container, words]): MatrixRow => ({
  name: `a named pipe with ${container}`,
  prepare: async ({ inputs }) => {
    const source = await inputs.once(`pipe-${container}`, makePipe);
    return { source, startSender: async () => startWriter([...`${baseline} ${words}`.split(' '), source]) };
  },
  wanted: { ...playsOnce({ frameTolerance: 3 }), spanToleranceMs: 150 },
}));

async function makePipe(path: string): Promise<void> {
  const [status] = (await once(spawn('mkfifo', [path]), 'close')) as [number];
  if (status !== 0) throw new Error(`mkfifo ended with ${status}.`);
}

function startWriter(output: readonly string[]): LiveSender {
  const words = ['-loglevel', 'error', '-y', '-re', ...patternInput('160x120', 25, clipSeconds), ...output];
  const child = spawn(ffmpegProgram, words, { stdio: 'ignore' });
  // One that does not start writes nothing, and its row says so.
  child.on('error', () => undefined);
  const end = (): Promise<void> => endProcess(child);
  return {
    unplug: end,
    plugIn: () => Promise.reject(new Error('A pipe ends once.')),
    [Symbol.asyncDispose]: end,
  };
}

/** A list of files for FFmpeg's demuxer, and a session description: local files that name others. */
const listRow: MatrixRow = {
  ...oneClip({ name: 'a playlist of HLS beside its segments', file: 'local.m3u8', words: '' }),
  prepare: async ({ inputs }) => {
    const clip = await inputs.clip({ file: 'listed.mp4', words: `${baseline} -g 10` });
    const source = await inputs.once('local.m3u8', (path) =>
      runFfmpeg(['-i', clip, '-c', 'copy', '-hls_time', '0.4', '-hls_list_size', '0', path]),
    );
    await writeFile(`${dirname(source)}/read-me.txt`, 'beside');
    return { source };
  },
};

/** Rows about how a source is named. */
export const namingRows: readonly MatrixRow[] = [
  ...nameRows,
  ...urlRows,
  relativeRow,
  ...sequenceRows,
  ...pipeRows,
  listRow,
];
