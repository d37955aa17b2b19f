import { writeFile } from 'node:fs/promises';
import { clipSeconds } from '../support/generated-inputs.js';
import type { MatrixRow } from '../support/matrix-row.interface.js';
import { runFfmpeg } from '../support/run-ffmpeg.js';
import { oneClip } from './clip-row.js';

const baseline = '-c:v libx264 -preset ultrafast -bf 0 -g 25 -pix_fmt yuv420p -x264-params cabac=0:8x8dct=0';
const sine = `-f lavfi -i sine=frequency=440:duration=${clipSeconds}`;
const longSine = `-f lavfi -i sine=frequency=440:duration=${clipSeconds + 1}`;
const cover = '-f lavfi -i color=c=white:s=64x64:d=0.04';

/** What lies beside the video. */
interface Tracks {
  readonly otherInputs: string;
  readonly words: string;
  readonly extensions: readonly string[];
  /** Files beside the video that are read. */
  readonly subtitles?: boolean;
  readonly size?: string;
}

const tracks: Readonly<Record<string, Tracks>> = {
  'sound after the video': {
    otherInputs: sine,
    words: '-map 0:v -map 1:a -c:a aac',
    extensions: ['mp4', 'mov', 'mkv', 'ts', 'flv'],
  },
  'sound before the video': {
    otherInputs: sine,
    words: '-map 1:a -map 0:v -c:a aac',
    extensions: ['mp4', 'mov', 'mkv', 'ts'],
  },
  'sound that is longer': {
    otherInputs: longSine,
    words: '-map 0:v -map 1:a -c:a aac',
    extensions: ['mp4', 'mkv', 'ts'],
  },
  'sound in MP3': {
    otherInputs: sine,
    words: '-map 0:v -map 1:a -c:a libmp3lame',
    extensions: ['mp4', 'mkv', 'avi', 'flv'],
  },
  'sound in AC-3': { otherInputs: sine, words: '-map 0:v -map 1:a -c:a ac3', extensions: ['ts', 'mkv'] },
  'three tracks of sound': {
    otherInputs: sine,
    words: '-map 1:a -map 1:a -map 0:v -map 1:a -c:a aac',
    extensions: ['mp4', 'mkv', 'ts'],
  },
  'a time code': { otherInputs: '', words: '-timecode 01:00:00:00', extensions: ['mov', 'mp4'] },
  'an attached image': {
    otherInputs: cover,
    words: '-map 0:v -map 1:v -c:v:1 png -disposition:v:1 attached_pic',
    extensions: ['mp4'],
  },
  'an attached image before the video': {
    otherInputs: cover,
    words: '-map 1:v -map 0:v -c:v:0 png -disposition:v:0 attached_pic',
    extensions: ['mp4'],
  },
  'a second, smaller video': {
    otherInputs: `-f lavfi -i color=c=white:s=64x64:r=25:d=${clipSeconds}`,
    // The first is the default one, which counts for more than its size.
    words: '-map 0:v -map 1:v',
    extensions: ['mp4', 'mkv'],
  },
  'a smaller video before it': {
    otherInputs: `-f lavfi -i color=c=white:s=64x64:r=25:d=${clipSeconds}`,
    words: '-map 1:v -map 0:v',
    extensions: ['ts'],
  },
};

const beside = Object.entries(tracks).flatMap(([kind, { extensions, words, otherInputs, size }]) =>
  extensions.map((extension) =>
    oneClip({
      name: `${extension} · H.264 beside ${kind}`,
      file: `beside-${kind.replaceAll(/\W+/g, '-')}.${extension}`,
      words: `${baseline} ${words}`,
      otherInputs,
      ...(size !== undefined && { size }),
    }),
  ),
);

const subtitled = (['mp4', 'mkv'] as const).map((extension): MatrixRow => {
  const row = oneClip({
    name: `${extension} · H.264 beside subtitles`,
    file: `subtitled.${extension}`,
    words: `${baseline} -map 0:v -map 1:s ${extension === 'mp4' ? '-c:s mov_text' : '-c:s srt'}`,
  });
  return {
    ...row,
    prepare: async ({ inputs }) => {
      const words = await inputs.once('words.srt', (path) =>
        writeFile(
          path,
          '1\n00:00:00,200 --> 00:00:01,000\nHello\n\n2\n00:00:01,200 --> 00:00:01,500\nthere\n',
        ),
      );
      const source = await inputs.clip({
        file: `subtitled.${extension}`,
        words: `${baseline} -map 0:v -map 1:s ${extension === 'mp4' ? '-c:s mov_text' : '-c:s srt'}`,
        otherInputs: `-i ${words}`,
      });
      return { source };
    },
  };
});

/** Data that no player knows, in a transport stream; and the same with its tables again and again. */
const unknown: MatrixRow = {
  ...oneClip({ name: 'ts · H.264 beside a track of unknown data', file: 'unknown.ts', words: '' }),
  prepare: async ({ inputs }) => {
    const data = await inputs.once('unknown.bin', (path) => writeFile(path, Buffer.alloc(20_000, 'data')));
    const source = await inputs.clip({
      file: 'unknown.ts',
      words: `${baseline} -map 0:v -map 1:d -c:d copy`,
      otherInputs: `-f data -i ${data}`,
    });
    return { source };
  },
};

/** An edit list: the file begins before what is to be shown. */
const edited = (['auto', 'never'] as const).map((passthrough): MatrixRow => {
  const skippedFrames = 12;
  const seconds = clipSeconds - skippedFrames / 25;
  const row = oneClip({
    name: `mp4 · H.264 that is cut by an edit list${passthrough === 'never' ? ', encoded' : ''}`,
    file: 'cut.mp4',
    words: '',
    seconds,
    frameTolerance: 2,
    spanToleranceMs: 80,
    options: { passthrough },
  });
  return {
    ...row,
    prepare: async ({ inputs }) => {
      const uncut = await inputs.clip({ file: 'uncut.mp4', words: baseline });
      return { source: await inputs.once('cut.mp4', (path) => cut(uncut, path)) };
    },
  };

  function cut(from: string, to: string): Promise<unknown> {
    return runFfmpeg(['-ss', String(skippedFrames / 25), '-i', from, '-c', 'copy', to]);
  }
});

/** Rows about what else is in the file. */
export const trackRows: readonly MatrixRow[] = [...beside, ...subtitled, unknown, ...edited];
