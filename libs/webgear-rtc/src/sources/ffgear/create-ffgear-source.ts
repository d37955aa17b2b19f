import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { findFfmpeg } from '../../ffmpeg/find-ffmpeg.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { MediaProcess } from '../child-process/media-process.js';
import type { ProcessFrames } from '../child-process/process-frames.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawFrames } from '../child-process/raw-frames.js';
import { announcedOutput, type AnnouncedOutput } from './announced-output.js';
import { OpenPlan } from '../opening/open-plan.js';
import { ffgearCommand, type FfgearConstraints } from './ffgear-command.js';
import { programFailure } from './program-failure.js';

/** Settings of a source that is read by the ffmpeg program. */
export interface FfgearSourceOptions extends FfgearConstraints {
  readonly label: string;
  readonly reconnects: boolean;
  /** Builds the request. Rejects with coded errors. */
  readonly prepare: (signal: AbortSignal) => Promise<MediaInputRequest>;
  /** Path of the executable from the options. */
  readonly customFfmpeg: string | undefined;
  readonly clock: CaptureClock;
  /** Receives failed attempts, and the reason of the next. */
  readonly logger?: StreamLogger | undefined;
}

/** As for the in-process reader, for all attempts together. */
const OPEN_TIMEOUT_MS = 10_000;

/** Creates a source that is read by the ffmpeg program. */
export function createFfgearSource(options: FfgearSourceOptions): ProcessVideoSource {
  const { label, clock, frameFormat, logger } = options;
  let request: MediaInputRequest | undefined;
  let next: MediaInputRequest | undefined;
  let plan: OpenPlan | undefined;
  let deadlineUs = 0;
  let hasEnd = false;
  return new ProcessVideoSource({
    label,
    // Known once the input is open: a recording behind a URL has a regular end.
    get reconnects() {
      return options.reconnects && hasEnd ? 'after-failure' : options.reconnects;
    },
    clock,
    openTimeoutMs: OPEN_TIMEOUT_MS,
    prepare: async (signal) => {
      if (next === undefined) {
        request = await options.prepare(signal);
        plan = new OpenPlan(request);
        deadlineUs = clock.nowUs() + OPEN_TIMEOUT_MS * 1000;
      } else request = next;
      next = undefined;
      return ffgearCommand(await findFfmpeg(options), request, options);
    },
    shouldRetry: async (lastLines, error) => {
      const failure = programFailure(label, lastLines, error);
      const outcome = await plan?.after(failure, (deadlineUs - clock.nowUs()) / 1000);
      if (outcome === undefined || outcome instanceof WebGearRtcError) throw outcome ?? failure;
      logger?.debug?.(`${failure.message} Trying ${outcome.reason}.`);
      next = outcome.request;
      return true;
    },
    openFrames: async (process) => {
      const output = await announcedOutput(process.messages);
      if (output === undefined) return undefined;
      const { hasLength, segmented, multipart } = output;
      const { live = false, contentLength } = request ?? {};
      const ends = hasLength || (!segmented && !multipart && (await contentLength?.()) !== undefined);
      hasEnd = live === 'probe' && ends;
      const ownPace = live === 'probe' ? !ends && !segmented : live;
      return openFrames(process, output, ownPace, frameFormat, clock);
    },
  });
}

async function openFrames(
  process: MediaProcess,
  output: AnnouncedOutput,
  live: boolean,
  frameFormat: string,
  clock: CaptureClock,
): Promise<ProcessFrames> {
  const decoder = await RawFrameDecoder.open(output, frameFormat);
  const { width, height, framerate } = output;
  const info = { width, height, framerate, live };
  return new RawFrames({ info, reader: process.output, decoder, clock });
}
