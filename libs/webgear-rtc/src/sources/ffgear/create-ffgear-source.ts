import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import type { MediaInputRequest } from '../../ffmpeg/media-input-request.interface.js';
import { RawPictureDecoder } from '../../ffmpeg/raw-picture-decoder.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import type { MediaProcess } from '../child-process/media-process.js';
import type { ProcessPictures } from '../child-process/process-pictures.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawPictures } from '../child-process/raw-pictures.js';
import { announcedOutput, type AnnouncedOutput } from './announced-output.js';
import { ffgearCommand, type FfgearWishes } from './ffgear-command.js';

/** What to read with the ffmpeg program. */
export interface FfgearSourceOptions extends FfgearWishes {
  readonly label: string;
  readonly reconnects: boolean;
  /** Works out what to ask ffmpeg for. Throws coded errors. */
  readonly prepare: (signal: AbortSignal) => Promise<MediaInputRequest>;
  /** Path of the executable to prefer. */
  readonly customFfmpeg: string | undefined;
  readonly clock: CaptureClock;
}

/** Starting a program takes a moment more than opening an input does. */
const START_TIMEOUT_MS = 5000;

/** A source read by the ffmpeg program. */
export function createFfgearSource(options: FfgearSourceOptions): ProcessVideoSource {
  const { label, clock, frameFormat } = options;
  let live: MediaInputRequest['live'] = false;
  let hasEnd = false;
  return new ProcessVideoSource({
    label,
    // What is behind an address shows when it is open: a recording there has an end that is meant.
    get reconnects() {
      return options.reconnects && hasEnd ? 'after-failure' : options.reconnects;
    },
    clock,
    openTimeoutMs: 15_000 + START_TIMEOUT_MS,
    prepare: async (signal) => {
      const request = await options.prepare(signal);
      live = request.live;
      return ffgearCommand(await findFfmpeg(options), request, options);
    },
    openPictures: async (process) => {
      const output = await announcedOutput(process.messages);
      if (output === undefined) return undefined;
      const { hasLength, segmented } = output;
      hasEnd = live === 'probe' && hasLength;
      const ownPace = live === 'probe' ? !hasLength && !segmented : live;
      return openPictures(process, output, ownPace, frameFormat, clock);
    },
  });
}

async function openPictures(
  process: MediaProcess,
  output: AnnouncedOutput,
  live: boolean,
  frameFormat: string,
  clock: CaptureClock,
): Promise<ProcessPictures> {
  const decoder = await RawPictureDecoder.open(output, frameFormat);
  const { width, height, framerate } = output;
  const info = { width, height, framerate, live };
  return new RawPictures({ info, reader: process.output, decoder, clock });
}
