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
import { pcmFormat } from '../audio/pcm-frames.js';
import { ProgramSound } from '../audio/program-sound.js';
import { CountedSoundClock } from '../audio/sound-clocks.js';
import { announcedOutput, type AnnouncedOutput } from './announced-output.js';
import { OpenPlan } from '../opening/open-plan.js';
import { ffgearCommand, type FfgearConstraints } from './ffgear-command.js';
import { programFailure } from './program-failure.js';
import { ProgramSoundPlan } from './program-sound-plan.js';
import type { SoundInput } from './program-sound-request.js';

/** Settings of a source that is read by the ffmpeg program. */
export interface FfgearSourceOptions extends FfgearConstraints {
  readonly label: string;
  readonly reconnects: boolean;
  /** Builds the request. Rejects with coded errors. */
  readonly prepare: (signal: AbortSignal) => Promise<MediaInputRequest & { readonly sound?: SoundInput }>;
  /** Whether to read the sound as well. */
  readonly sound: boolean;
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
  const sound = new ProgramSoundPlan(options);
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
        const { sound: input, ...prepared } = await options.prepare(signal);
        request = prepared;
        sound.prepare(request, input);
        plan = new OpenPlan(request);
        deadlineUs = clock.nowUs() + OPEN_TIMEOUT_MS * 1000;
      } else request = next;
      next = undefined;
      return ffgearCommand(await findFfmpeg(options), request, options, sound.request);
    },
    shouldRetry: async (lastLines, error) => {
      if (sound.giveUp(lastLines)) {
        next = request;
        return true;
      }
      const failure = programFailure(label, lastLines, error);
      const outcome = await plan?.after(failure, (deadlineUs - clock.nowUs()) / 1000);
      if (outcome === undefined || outcome instanceof WebGearRtcError) throw outcome ?? failure;
      logger?.debug?.(`${failure.message} Trying ${outcome.reason}.`);
      next = outcome.request;
      return true;
    },
    openFrames: async (process) => {
      sound.watch(process.messages);
      const output = await announcedOutput(process.messages);
      if (output === undefined) return undefined;
      sound.succeeded();
      const { hasLength, segmented, multipart } = output;
      const { live = false, contentLength } = request ?? {};
      const ends = hasLength || (!segmented && !multipart && (await contentLength?.()) !== undefined);
      hasEnd = live === 'probe' && ends;
      const ownPace = live === 'probe' ? !ends && !segmented : live;
      return openFrames(process, output, { live: ownPace, hasSound: sound.isThere, frameFormat, clock });
    },
  });
}

async function openFrames(
  process: MediaProcess,
  output: AnnouncedOutput,
  {
    live,
    hasSound,
    frameFormat,
    clock,
  }: {
    readonly live: boolean;
    readonly hasSound: boolean;
    readonly frameFormat: string;
    readonly clock: CaptureClock;
  },
): Promise<ProcessFrames> {
  const decoder = await RawFrameDecoder.open(output, frameFormat);
  const { width, height, framerate } = output;
  const { output: reader, sound: pipe } = process;
  const sound = pipe && new ProgramSound(pipe, clock, new CountedSoundClock(live));
  const audio = sound !== undefined && hasSound && { audio: pcmFormat };
  return new RawFrames({ info: { width, height, framerate, live, ...audio }, reader, decoder, clock, sound });
}
