import { define, ended, type Reason, type Source } from './error-definition.js';

/** The errors of sources, a part of `errorRegistry`. */
export const sourceErrors = {
  WGR_SOURCE_NOT_FOUND: define(500, ({ source }: Source) =>
    /^\d+$/.test(source)
      ? [`There is no camera ${source}.`, 'Check that it is connected; the first camera is 0.']
      : [`There is no "${source}".`, 'Check the path; a relative path starts at the working directory.'],
  ),
  WGR_SOURCE_NOT_A_FILE: define(500, ({ source }: Source) => [
    `"${source}" is a directory.`,
    `Use a file in it, or a numbered sequence such as "${source}/img%03d.png".`,
  ]),
  WGR_SOURCE_EMPTY: define(500, ({ source }: Source) => [
    `"${source}" is an empty file.`,
    'Copy or record it again.',
  ]),
  WGR_SOURCE_ACCESS_DENIED: define(500, ({ source }: Source) => [
    `"${source}" may not be read.`,
    'Give the user that runs the server access to it.',
  ]),
  WGR_SOURCE_BUSY: define(500, ({ source }: Source) => [
    `"${source}" is in use by another program.`,
    'Close that program first.',
  ]),
  WGR_SOURCE_NOT_MEDIA: define(500, ({ source, reason }: Source & Partial<Reason>) => [
    `"${source}" is not an image or video that FFmpeg can read, or it is damaged${reason === undefined ? '' : `: ${reason}`}.`,
    'Check it with a video player.',
  ]),
  WGR_SOURCE_NO_VIDEO: define(500, ({ source }: Source) => [
    `"${source}" contains no video.`,
    'Use a source that does.',
  ]),
  WGR_SOURCE_NO_AUDIO: define(500, ({ source }: Source) => [
    `"${source}" contains no sound.`,
    'Use a source that does, or leave out `audioSource`.',
  ]),
  WGR_SOURCE_REFUSED: define(500, ({ source }: Source) => [
    `"${source}" refused the connection.`,
    'Check host and port, and that the program there is running.',
  ]),
  WGR_SOURCE_UNREACHABLE: define(500, ({ source, reason }: Source & Reason) => [
    `"${source}" could not be reached: ${reason}.`,
    'Check the address and the network.',
  ]),
  WGR_SOURCE_STALLED: define(500, ({ source, timeoutMs }: Source & { timeoutMs: number }) => [
    `"${source}" is silent: no frame for ${timeoutMs} ms.`,
    'Check the device or the network, or raise "stallTimeoutMs".',
  ]),
  WGR_SOURCE_HTTP_ERROR: define(500, ({ source, reason, remedy }: Source & Reason & { remedy?: string }) => [
    `"${source}" answered: ${reason}.`,
    `${remedy ?? 'Check the address and, if required, user name and password'}.`,
  ]),
  WGR_SOURCE_UNSUPPORTED: define(500, ({ source, reason }: Source & Reason) => [
    `"${source}" cannot be a source: ${reason}.`,
    'Change the source or its options.',
  ]),
  WGR_SOURCE_NO_DISPLAY: define(500, ({ source, reason }: Source & Reason) => [
    `"${source}" has no screen to capture: ${reason}.`,
    'Start the server in a desktop session, or set DISPLAY.',
  ]),
  WGR_SOURCE_FAILED: define(500, ({ source, reason }: Source & Reason) => [
    `"${source}" failed: ${ended(reason)}`,
    'Check that the source works on its own.',
  ]),
  WGR_SOURCE_STOPPED: define(503, ({ source }: Source) => [
    `"${source}" was stopped.`,
    'Start the stream again.',
  ]),
} as const;
