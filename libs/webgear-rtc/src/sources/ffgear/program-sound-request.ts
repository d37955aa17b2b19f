import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import { pcmFormat } from '../audio/pcm-frames.js';

/** Input devices, demuxers of images and the like, which have no sound. */
const SILENT_FORMATS: ReadonlySet<string> = new Set([
  'v4l2',
  'video4linux2',
  'x11grab',
  'gdigrab',
  'kmsgrab',
  'fbdev',
  'image2',
  'image2pipe',
  'mjpeg',
  'mpjpeg',
  'rawvideo',
]);

/** Sound on an input of its own, such as the second URL of a video page. */
export type SoundInput = Pick<MediaInputRequest, 'url' | 'options'>;

/** Where the ffmpeg program finds the sound: in the input of the frames, or elsewhere. */
export type ProgramSoundRequest = 'own' | SoundInput;

/**
 * Whether to ask the ffmpeg program for the sound of an input. If it has none, the program fails and is started again without,
 * which an input that can be opened only once does not allow.
 */
export function mayHaveSound(request: MediaInputRequest, sourceOptions: SourceOptions): boolean {
  if (request.namedPipe !== undefined || /^(?:tcp|pipe):/i.test(request.url)) return false;
  return !SILENT_FORMATS.has(request.format ?? '') && sourceOptions['-an'] !== true;
}

/** Output options by which ffmpeg writes the sound to file descriptor 3, without gaps, from the beginning of the frames on. */
export function soundOutput(sound: ProgramSoundRequest): string[] {
  const { sampleRateHz, channels } = pcmFormat;
  return [
    '-map',
    sound === 'own' ? '0:a:0?' : '1:a:0?',
    // The samples are counted: what is missing is filled, what is too much is left out.
    ...'-af aresample=async=1000:first_pts=0'.split(' '),
    ...`-f f32le -ar ${sampleRateHz} -ac ${channels} -flush_packets 1 pipe:3`.split(' '),
  ];
}

/** Whether a line of ffmpeg's log lists a stream of sound. */
export function isAudioStream(line: string): boolean {
  return /^\s*Stream #\d+:\d+.*: Audio: /.test(line);
}
