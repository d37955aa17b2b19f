import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { SourceOptions } from '../../options/source-options.interface.js';
import type { MediaCommand } from '../child-process/media-process.js';
import { soundOutput, type ProgramSoundRequest, type SoundInput } from './program-sound-request.js';

/** Settings besides the source. */
export interface FfgearConstraints {
  /** Pixel format of the frames in the pipe, by FFmpeg's name. */
  readonly frameFormat: string;
  readonly sourceOptions: SourceOptions;
}

/**
 * The command line that makes ffmpeg write raw frames of a source to its standard output, and its sound to file descriptor 3.
 *
 * @param sound left out for frames alone
 */
export function ffgearCommand(
  executable: string,
  request: MediaInputRequest,
  { frameFormat, sourceOptions }: FfgearConstraints,
  sound?: ProgramSoundRequest,
): MediaCommand {
  const words = (text: string): string[] => text.split(' ');
  const flag = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, value];
  return {
    label: request.label,
    executable,
    args: [
      // Level `info` prints the frame size; the statistics would add a line per frame.
      ...words('-hide_banner -nostdin -nostats -loglevel info'),
      // Sound that cannot be decoded must not end the frames.
      ...(sound === undefined ? [] : words('-max_error_rate 1')),
      ...(sourceOptions['-ffprefixes'] ?? []),
      ...flag('-hwaccel', sourceOptions['-hwaccel']),
      ...flag('-c:v', sourceOptions['-vcodec']),
      ...flag('-f', request.format),
      ...Object.entries(request.options).flatMap(([name, value]) =>
        `-${name}` in sourceOptions ? [] : [`-${name}`, value],
      ),
      ...inputOptions(sourceOptions),
      ...flag('-i', request.url),
      ...(sound === undefined || sound === 'own' ? [] : secondInput(sound)),
      ...flag('-vf', sourceOptions['-vf']),
      ...flag('-filter_complex', sourceOptions['-filter_complex']),
      ...words('-an -sn -dn'),
      ...flag('-pix_fmt', frameFormat),
      ...words('-f rawvideo pipe:1'),
      ...(sound === undefined ? [] : soundOutput(sound)),
    ],
    outputFd: 1,
    ...(sound !== undefined && { soundFd: 3 }),
    remedy:
      'Install ffmpeg (Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg; anywhere: npm install ffmpeg-static), ' +
      'or name it with the option "customFfmpeg" or the environment variable FFMPEG_PATH',
  };
}

function secondInput({ url, options }: SoundInput): string[] {
  return [...Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]), '-i', url];
}

/** Options with a fixed position on the command line. */
const placed: ReadonlySet<string> = new Set(['-vf', '-filter_complex', '-vcodec', '-hwaccel', '-ffprefixes']);

/** Each word is one argument, so none can become another option; options before `-i` apply to the input. */
function inputOptions(sourceOptions: SourceOptions): string[] {
  return Object.entries(sourceOptions).flatMap(([name, value]) => {
    if (!name.startsWith('-') || placed.has(name) || value === undefined || value === false) return [];
    return value === true ? [name] : [name, String(value)];
  });
}
