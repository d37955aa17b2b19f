import { readFile, writeFile } from 'node:fs/promises';
import { Backend } from '../../../libs/webgear-rtc/src/options/backend.js';
import { clipSeconds, split, type GeneratedInputs } from '../support/generated-inputs.js';
import type { MatrixRow, PlaysOnce } from '../support/matrix-row.interface.js';
import { runFfmpeg } from '../support/run-ffmpeg.js';
import { playsOnce } from './clip-row.js';

const baseline = '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 10 -pix_fmt yuv420p';
const high = '-c:v libx264 -preset veryfast -profile:v high -bf 2 -g 10 -pix_fmt yuv420p';
const h265 = '-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params keyint=10:log-level=none';
const sine = `-f lavfi -i sine=frequency=440:duration=${clipSeconds}`;

/** A recording in segments. */
interface Segmented extends Partial<
  Pick<PlaysOnce, 'frameTolerance' | 'spanToleranceMs' | 'frames' | 'spanMs'>
> {
  readonly words?: string;
  readonly codec?: string;
  readonly otherInputs?: string;
  /** How the playlist is changed when it is written. */
  readonly edit?: (playlist: string) => string;
  readonly extension?: string;
  readonly make?: (inputs: GeneratedInputs, playlist: string) => Promise<string>;
}

/** Names of segments, as they are on servers that hide what they serve. */
const segmentNames = [
  '%d.ts',
  '%d.jpg',
  '%d.txt',
  '%d.png',
  '%d.html',
  '%d',
  '%d.m4s',
  'video.ts-%d',
  '%d.ts.gz',
  'ü n-%d.ts',
];

const named: Record<string, Segmented> = Object.fromEntries(
  segmentNames.map((name) => [
    `segments named ${name}`,
    { make: (inputs: GeneratedInputs, playlist: string) => withSegmentsNamed(inputs, playlist, name) },
  ]),
);

const kinds: Readonly<Record<string, Segmented>> = {
  'MPEG-TS': {},
  'MPEG-TS of H.264 with B-frames': { codec: high },
  fMP4: { words: '-hls_segment_type fmp4' },
  'fMP4 of H.265': { codec: h265, words: '-hls_segment_type fmp4 -tag:v hvc1' },
  'one file with byte ranges': { words: '-hls_flags single_file' },
  'segments with a query': { edit: (playlist) => playlist.replaceAll(/^(?!#)(.+)$/gm, '$1?n=3&x=.mp4') },
  'lines that end in CR LF': { edit: (playlist) => playlist.replaceAll('\n', '\r\n') },
  'no end line, but of type VOD': {
    words: '-hls_playlist_type vod',
    edit: (playlist) => playlist,
  },
  'encrypted segments': {
    words: '-hls_enc 1 -hls_enc_key 0123456789abcdef',
    // Named by its path on the disk.
    edit: (playlist) => playlist.replace(/URI="[^"]*\//, 'URI="'),
  },
  'sound beside': { codec: `${baseline} -c:a aac -map 0:v -map 1:a`, otherInputs: sine },
  ...named,
};

const recordedRows = Object.entries(kinds).map(([name, kind], index) =>
  segmentedRow(name, `hls-${index}`, kind),
);

const programRows = ['MPEG-TS', 'fMP4', 'segments named %d.jpg'].map((name) => ({
  ...segmentedRow(`${name}, by FFGear`, `hls-program-${name.replaceAll(/\W/g, '')}`, kinds[name] ?? {}),
  options: { api: Backend.FFGear },
}));

function segmentedRow(
  name: string,
  file: string,
  { codec = baseline, words = '', otherInputs = '', edit, make, ...wanted }: Segmented,
): MatrixRow {
  const playlist = `${file}.m3u8`;
  return {
    name: `HLS · ${name}`,
    prepare: async ({ inputs, server }) => {
      if (make !== undefined) await make(inputs, playlist);
      else {
        const path = await inputs.clip({
          file: playlist,
          words: `${codec} -hls_time 0.4 -hls_list_size 0 -hls_fmp4_init_filename ${file}-init.mp4 ${words}`,
          otherInputs,
        });
        if (edit !== undefined) await writeFile(path, edit(await readFile(path, 'utf8')));
      }
      return { source: server.url('ranges', playlist) };
    },
    wanted: { ...playsOnce({ frameTolerance: 2 }), firstFrameMs: 6000, spanToleranceMs: 100, ...wanted },
  };
}

/** The playlist and its segments, under whatever names. */
async function withSegmentsNamed(inputs: GeneratedInputs, playlist: string, name: string): Promise<string> {
  const clip = await inputs.clip({ file: 'apart.ts', words: baseline });
  const segments = inputs.path(playlist.replace('.m3u8', `-${name}`));
  return inputs.once(playlist, async (path) => {
    const words =
      '-map 0:v -c copy -f segment -segment_time 0.4 -segment_format mpegts -segment_list_type m3u8 -segment_list';
    await runFfmpeg(['-i', clip, ...split(words), path, segments]);
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replaceAll(/^(?!#)(.+)$/gm, (line) => encodeURI(line)),
    );
  });
}

const partSeconds = 0.8;

/** Advertisements and restarts of encoders: where the times of the second part begin; those of the first begin at 10 s. */
const discontinuities: readonly (readonly [name: string, secondAt: number, secondCodec: string])[] = [
  ['and goes on', 10.8, baseline],
  ['and a step back', 0, baseline],
  ['and a step forward of 3 s', 13.8, baseline],
  ['and a step forward of 8 s', 18.8, baseline],
  ['and a step forward of a minute', 70.8, baseline],
  ['and other parameters', 0, high],
];

const discontinuousRows = discontinuities.flatMap(([name, secondAt, secondCodec], index) =>
  (['auto', 'never'] as const).map((passthrough): MatrixRow => ({
    name: `HLS · a discontinuity ${name}${passthrough === 'never' ? ', encoded' : ''}`,
    options: { passthrough },
    prepare: async ({ inputs, server }) => {
      const part = (words: string, at: number, number: number): Promise<string> =>
        inputs.clip({
          file: `break-${index}-${number}.ts`,
          words: `${words} -muxdelay 0 -muxpreload 0 -output_ts_offset ${at}`,
          seconds: partSeconds,
        });
      await Promise.all([part(baseline, 10, 1), part(secondCodec, secondAt, 2)]);
      const playlist = `break-${index}.m3u8`;
      const lines = [
        '#EXTM3U',
        '#EXT-X-VERSION:3',
        '#EXT-X-TARGETDURATION:1',
        '#EXT-X-PLAYLIST-TYPE:VOD',
        `#EXTINF:${partSeconds},`,
        `break-${index}-1.ts`,
        '#EXT-X-DISCONTINUITY',
        `#EXTINF:${partSeconds},`,
        `break-${index}-2.ts`,
        '#EXT-X-ENDLIST',
        '',
      ];
      await inputs.once(playlist, (path) => writeFile(path, lines.join('\n')));
      return { source: server.url('ranges', playlist) };
    },
    wanted: {
      ...playsOnce({
        seconds: 2 * partSeconds,
        frames: 50 * partSeconds,
        frameTolerance: 2,
        spanToleranceMs: 300,
      }),
      firstFrameMs: 6000,
    },
  })),
);

/** A choice of sizes, of which the largest is shown; and sound in a list of its own. */
const choiceRows: readonly MatrixRow[] = [
  'a choice of sizes',
  'a choice of sizes, with sound in a list of its own',
].map((name, index) => ({
  name: `HLS · ${name}`,
  prepare: async ({ inputs, server }) => {
    const list = (file: string, words: string, size: string, otherInputs = ''): Promise<string> =>
      inputs.clip({ file, words: `${words} -hls_time 0.4 -hls_list_size 0`, size, otherInputs });
    await list('small.m3u8', baseline, '80x60');
    await list('large.m3u8', baseline, '160x120');
    await list('sound.m3u8', '-map 1:a -c:a aac', '16x16', sine);
    const group = index === 0 ? '' : ',AUDIO="a"';
    const lines = [
      '#EXTM3U',
      ...(index === 0
        ? []
        : ['#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",DEFAULT=YES,AUTOSELECT=YES,URI="sound.m3u8"']),
      `#EXT-X-STREAM-INF:BANDWIDTH=200000,RESOLUTION=80x60${group}`,
      'small.m3u8',
      `#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=160x120${group}`,
      'large.m3u8',
      '',
    ];
    const playlist = `choice-${index}.m3u8`;
    await inputs.once(playlist, (path) => writeFile(path, lines.join('\n')));
    return { source: server.url('ranges', playlist) };
  },
  wanted: { ...playsOnce({ frameTolerance: 2 }), firstFrameMs: 8000, spanToleranceMs: 100 },
}));

/** A broadcast: a window of segments that moves on. */
const broadcastRows: readonly MatrixRow[] = ['mpegts', 'fmp4'].map((segmentType) => ({
  name: `HLS · a broadcast in ${segmentType}`,
  prepare: async ({ inputs, server }) => {
    const playlist = `broadcast-${segmentType}.m3u8`;
    await inputs.clip({
      file: playlist,
      words: `${baseline} -hls_time 0.4 -hls_list_size 0 -hls_segment_type ${segmentType} -hls_fmp4_init_filename broadcast-init.mp4`,
      seconds: 30,
    });
    return { source: server.url('window', playlist) };
  },
  wanted: { kind: 'goes on', width: 160, height: 120, framerate: 25, firstFrameMs: 8000 },
}));

/** The same in MPEG-DASH. */
const dashRows: readonly MatrixRow[] = ['H.264 baseline', 'H.265'].map((codec, index) => ({
  name: `MPEG-DASH · ${codec}`,
  prepare: async ({ inputs, server }) => {
    const file = `dash-${index}.mpd`;
    const words = `-seg_duration 0.4 -init_seg_name dash-${index}-init.m4s -media_seg_name dash-${index}-$Number$.m4s -f dash`;
    await inputs.clip({ file, words: `${index === 0 ? baseline : h265} ${words}` });
    return { source: server.url('ranges', file) };
  },
  wanted: { ...playsOnce({ frameTolerance: 2 }), firstFrameMs: 6000, spanToleranceMs: 100 },
}));

/** Rows of recordings and broadcasts in segments over HTTP. */
export const segmentedRows: readonly MatrixRow[] = [
  ...recordedRows,
  ...programRows,
  ...discontinuousRows,
  ...choiceRows,
  ...broadcastRows,
  ...dashRows,
];
