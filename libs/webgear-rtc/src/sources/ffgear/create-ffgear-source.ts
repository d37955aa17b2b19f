import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import type { MediaInputRequest } from '../../ffmpeg/media-input-request.interface.js';
import { RawPictureDecoder } from '../../ffmpeg/raw-picture-decoder.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import { ByteReader } from '../child-process/byte-reader.js';
import type { MediaProcess } from '../child-process/media-process.js';
import type { ProcessPictures } from '../child-process/process-pictures.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawPictures } from '../child-process/raw-pictures.js';
import { announcedOutput } from './announced-output.js';
import { ffgearCommand, type FfgearWishes } from './ffgear-command.js';

/** What to read with the ffmpeg program. */
export interface FfgearSourceOptions extends FfgearWishes {
  readonly label: string;
  readonly reconnects: boolean;
  /** Works out what to ask ffmpeg for. Throws coded errors. */
  readonly prepare: () => Promise<MediaInputRequest>;
  /** Path of the executable to prefer. */
  readonly customFfmpeg: string | undefined;
  readonly clock: CaptureClock;
}

/** Starting a program takes a moment more than opening an input does. */
const START_TIMEOUT_MS = 5000;

/** A source read by the ffmpeg program. */
export function createFfgearSource(options: FfgearSourceOptions): ProcessVideoSource {
  const { label, reconnects, clock, frameFormat } = options;
  let live: MediaInputRequest['live'] = false;
  return new ProcessVideoSource({
    label,
    reconnects,
    clock,
    openTimeoutMs: 15_000 + START_TIMEOUT_MS,
    prepare: async () => {
      const request = await options.prepare();
      live = request.live;
      return ffgearCommand(await findFfmpeg(options), request, options);
    },
    openPictures: (process) => openPictures(process, live, frameFormat, clock),
  });
}

async function openPictures(
  process: MediaProcess,
  live: MediaInputRequest['live'],
  frameFormat: string,
  clock: CaptureClock,
): Promise<ProcessPictures | undefined> {
  const output = await announcedOutput(process.messages);
  if (output === undefined) return undefined;
  const decoder = await RawPictureDecoder.open(output, frameFormat);
  const { width, height, framerate, endless } = output;
  const info = { width, height, framerate, live: live === 'probe' ? endless : live };
  return new RawPictures({ info, reader: new ByteReader(process.output), decoder, clock });
}
