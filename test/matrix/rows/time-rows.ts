import type { MatrixRow } from '../support/matrix-row.interface.js';
import { oneClip, type ClipRow } from './clip-row.js';

/** Time stamps of a clip of 40 frames: how they are made, and what playing them takes. */
interface TimeStamps extends Pick<
  ClipRow,
  | 'rate'
  | 'seconds'
  | 'frames'
  | 'spanMs'
  | 'intervalMs'
  | 'frameTolerance'
  | 'spanToleranceMs'
  | 'firstFrameMs'
  | 'sentShare'
> {
  readonly words: string;
  /** Containers that can hold them; all when left out. */
  readonly extensions?: readonly string[];
}

const fixedSeconds = 1.6;

/** Gives each compressed frame the time of another, by its number. */
const stamp = (frameNumber: string): string => `-bsf:v setts=ts=if(N\\,PTS/N*(${frameNumber})\\,0)`;

/** Time stamps by what is odd about them. */
const timeStamps: Readonly<Record<string, TimeStamps>> = {
  'that begin at 10 s': { words: '-output_ts_offset 10' },
  'that begin at 11 hours': { words: '-output_ts_offset 40000' },
  // MP4 leaves out what is before zero.
  'that begin before zero': {
    words: '-output_ts_offset -1 -avoid_negative_ts disabled',
    extensions: ['mkv', 'ts', 'webm'],
  },
  'of two speeds': {
    words: '-vf setpts=if(lt(N\\,20)\\,N\\,20+(N-20)*3)/25/TB -fps_mode passthrough',
    spanMs: 3080,
    intervalMs: false,
  },
  'with pauses of 0.4 s': {
    words: '-vf setpts=(N+9*floor(N/10))/25/TB -fps_mode passthrough',
    spanMs: 2640,
    intervalMs: 40,
  },
  // In a transport stream that may as well be a step between two parts.
  'with pauses of a second': {
    words: '-vf setpts=(N+25*floor(N/20))/25/TB -fps_mode passthrough',
    spanMs: 2560,
    intervalMs: 40,
    extensions: ['mp4', 'mkv', 'webm'],
  },
  'with uneven steps': {
    words: '-vf settb=1/1000,setpts=N*40+15*mod(N\\,3) -fps_mode passthrough -enc_time_base 1/1000',
    intervalMs: false,
    spanToleranceMs: 30,
  },
  'that come four times each': { words: stamp('4*floor(N/4)'), spanToleranceMs: 130, intervalMs: false },
  'that come ten times each': { words: stamp('10*floor(N/10)'), spanToleranceMs: 400, intervalMs: false },
  'of half a frame per second': {
    words: '',
    rate: 0.5,
    seconds: 6,
    frames: 3,
    spanMs: 4000,
    firstFrameMs: 2500,
  },
  'of a fifth of a frame per second': {
    words: '',
    rate: 0.2,
    seconds: 10,
    frames: 2,
    spanMs: 5000,
    firstFrameMs: 2500,
  },
  'of one frame per second': { words: '', rate: 1, seconds: 4, frames: 4, spanMs: 3000, firstFrameMs: 2500 },
  'of 60 frames per second': { words: '', rate: 60 },
  // A machine with other work reads fewer frames than that in a second, and is late; at 60 a second it would take four times.
  'of 240 frames per second': {
    words: '',
    rate: 240,
    seconds: 1,
    intervalMs: false,
    sentShare: 0.2,
    spanToleranceMs: 1000,
  },
  'of 1000 frames per second': {
    words: '',
    rate: 1000,
    seconds: 0.5,
    intervalMs: false,
    frameTolerance: 20,
    sentShare: 0.05,
    spanToleranceMs: 2000,
  },
  'of 29.97 frames per second': { words: '-r 30000/1001', rate: 29.97, frameTolerance: 2 },
  'of 12 frames in a clock of 1/1000 s': {
    words:
      '-vf settb=1/1000,setpts=N*83+mod(N\\,2) -fps_mode passthrough -enc_time_base 1/1000 -video_track_timescale 1000',
    rate: 12,
    extensions: ['mp4', 'mkv', 'webm'],
    intervalMs: 83,
  },
  'that cross the end of 33 bits': {
    words: '-muxdelay 0 -muxpreload 0 -output_ts_offset 95442.917',
    extensions: ['ts'],
  },
};

/** A container with the codec that stands for it. */
const carriers: readonly (readonly [extension: string, codec: string, words: string, passed: boolean])[] = [
  ['mp4', 'H.264', '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p', true],
  ['mkv', 'H.264', '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p', true],
  ['ts', 'H.264', '-c:v libx264 -preset ultrafast -profile:v baseline -bf 0 -g 25 -pix_fmt yuv420p', true],
  ['webm', 'VP8', '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M', false],
];

/** Each kind of time stamps in each container, passed through and encoded. */
export const timeRows: readonly MatrixRow[] = Object.entries(timeStamps).flatMap(([kind, stamps]) =>
  carriers
    .filter(([extension]) => stamps.extensions?.includes(extension) ?? true)
    .flatMap(([extension, codec, words, passed]) =>
      (passed ? (['auto', 'never'] as const) : (['never'] as const)).map((passthrough) =>
        timeRow(kind, stamps, `${extension} · ${codec}`, `${words} ${stamps.words}`, extension, passthrough),
      ),
    ),
);

function timeRow(
  kind: string,
  stamps: TimeStamps,
  carrier: string,
  words: string,
  extension: string,
  passthrough: 'auto' | 'never',
): MatrixRow {
  const file = `time-${kind}-${extension}`.replaceAll(/\W+/g, '-');
  return oneClip({
    seconds: fixedSeconds,
    ...stamps,
    name: `${carrier} with time stamps ${kind}${passthrough === 'never' ? ', encoded' : ''}`,
    file: `${file}.${extension}`,
    words,
    options: { passthrough },
  });
}
