import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import type { MatrixRow } from '../support/matrix-row.interface.js';
import type { HttpBehaviour } from '../support/http-behaviours.js';
import { rightUser } from '../support/secrets.js';
import { playsOnce } from './clip-row.js';

const baseline = '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p';
const vp8 = '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -g 25';

/** Recordings as they lie on web servers. */
const recordings: Readonly<
  Record<string, { readonly file: string; readonly words: string; readonly needsRanges?: boolean }>
> = {
  'MP4, index first': { file: 'first.mp4', words: `${baseline} -movflags +faststart` },
  'MP4, index last': { file: 'last.mp4', words: baseline, needsRanges: true },
  'MP4 in fragments': {
    file: 'parts.mp4',
    words: `${baseline} -movflags +frag_keyframe+empty_moov+default_base_moof`,
  },
  Matroska: { file: 'video.mkv', words: baseline },
  'WebM without a duration': { file: 'recorder.webm', words: `${vp8} -f webm -live 1` },
  'MPEG-TS': { file: 'video.ts', words: baseline },
  FLV: { file: 'video.flv', words: baseline },
  'raw H.264': { file: 'video.h264', words: baseline },
  'raw Motion JPEG': { file: 'video.mjpeg', words: '-c:v mjpeg -pix_fmt yuvj420p -q:v 3 -f mjpeg' },
  AVI: { file: 'video.avi', words: '-c:v mpeg4 -b:v 2M' },
};

/** Servers that give the whole file, one way or the other. */
const servers: readonly (readonly [behaviour: HttpBehaviour, what: string, userInfo?: string])[] = [
  ['ranges', 'with ranges'],
  ['no-ranges', 'without ranges'],
  ['no-ranges-said', 'that says it has no ranges'],
  ['refuses-ranges-416', 'that refuses ranges with 416'],
  ['refuses-ranges-406', 'that refuses ranges with 406'],
  ['refuses-ranges-400', 'that refuses ranges with 400'],
  ['refuses-ranges-501', 'that refuses ranges with 501'],
  ['redirect', 'that redirects'],
  ['redirect-307', 'that redirects for now'],
  ['basic', 'that asks for a password', rightUser],
  ['digest', 'that asks for a password by digest', rightUser],
  ['as-text', 'that calls it text'],
  ['as-bytes', 'that calls it bytes'],
  ['as-html', 'that calls it a page'],
  ['as-image', 'that calls it an image'],
];

/** Behaviours that are told apart by no container: one with times and one without are enough. */
const alike = new Set<HttpBehaviour>([
  'redirect-307',
  'digest',
  'as-bytes',
  'as-html',
  'as-image',
  'refuses-ranges-501',
]);
const usual = new Set(['MP4, index first', 'WebM without a duration', 'raw H.264']);

/** Recordings on every kind of server: a length in bytes says that there is an end, at which they end. */
export const httpRows: readonly MatrixRow[] = servers.flatMap(([behaviour, what, userInfo]) =>
  Object.entries(recordings)
    .filter(([name]) => !alike.has(behaviour) || usual.has(name))
    .filter(
      ([, { needsRanges }]) => needsRanges !== true || !/ranges/.test(behaviour) || behaviour === 'ranges',
    )
    .map(([name]) => httpRow(name, behaviour, what, userInfo)),
);

/** Some of them read by the ffmpeg program, and some encoded. */
export const httpProgramRows: readonly MatrixRow[] = servers.flatMap(([behaviour, what, userInfo]) =>
  ['MP4, index first', 'WebM without a duration'].map((name) => ({
    ...httpRow(name, behaviour, what, userInfo),
    name: `${name}, from a server ${what}, by FFGear`,
    options: { api: Backend.FFGear },
  })),
);

/** A server that states no length may still send a file that states one. */
export const chunkedRows: readonly MatrixRow[] = ['MP4, index first', 'Matroska', 'AVI'].map((name) =>
  httpRow(name, 'chunked', 'that states no length'),
);

function httpRow(name: string, behaviour: HttpBehaviour, what: string, userInfo?: string): MatrixRow {
  const { file, words } = recordings[name] ?? { file: '', words: '' };
  return {
    name: `${name}, from a server ${what}`,
    prepare: async ({ inputs, server }) => {
      await inputs.clip({ file, words });
      return { source: server.url(behaviour, file, userInfo) };
    },
    wanted: { ...playsOnce({}), ...(name.startsWith('raw ') && { frameTolerance: 3 }) },
  };
}
