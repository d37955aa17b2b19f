import { maskCredentials } from '../../errors/mask-credentials.js';
import { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { pcmFormat } from '../audio/pcm-frames.js';
import { ProgramSound } from '../audio/program-sound.js';
import { SynchronizedSoundClock } from '../audio/sound-clocks.js';
import type { MediaProcess } from '../child-process/media-process.js';
import type { ProcessFrames } from '../child-process/process-frames.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawFrames } from '../child-process/raw-frames.js';
import { onFrameCaps, onNegotiatedCaps, type FrameCaps } from './frame-caps.js';
import { pipelineCommand, pipelineWords } from './pipeline-command.js';
import { PipelineSoundPlan } from './pipeline-sound-plan.js';

/** The pipeline may start with a network camera. */
const OPEN_TIMEOUT_MS = 20_000;

const PRINT_DELAY_MS = 50;

/** Creates a source that is read by a GStreamer pipeline, which paces itself: its frames count as live. */
export function createGStreamerSource(
  pipeline: string,
  clock: CaptureClock,
  hasSound = true,
  logger?: StreamLogger,
): ProcessVideoSource {
  const label = maskPipeline(pipeline);
  const sound = new PipelineSoundPlan(pipelineWords(pipeline), hasSound, (reason) =>
    logger?.warn(`"${label}" is shown without sound: ${reason}`),
  );
  return new ProcessVideoSource({
    label,
    reconnects: 'after-failure',
    clock,
    openTimeoutMs: OPEN_TIMEOUT_MS,
    prepare: async () => pipelineCommand(sound.words, label, hasSound),
    openFrames: async (process) => {
      sound.watch(process);
      const frames = await openFrames(process, clock);
      if (frames === undefined || !sound.isMissing) return frames;
      frames.close();
      await process.close();
      return undefined;
    },
    shouldRetry: (lastLines) => sound.giveUp(lastLines),
  });
}

async function openFrames(process: MediaProcess, clock: CaptureClock): Promise<ProcessFrames | undefined> {
  const caps = await fixedCaps(process, clock);
  if (caps === undefined) return undefined;
  const decoder = await RawFrameDecoder.open(caps, 'yuyv422');
  const { output: reader, sound: pipe } = process;
  const sound = pipe && new ProgramSound(pipe, clock, new SynchronizedSoundClock());
  const audio = sound !== undefined && { audio: pcmFormat };
  const parts = { info: { ...caps, live: true, ...audio }, reader, decoder, clock, sound };
  // With the first frame it is known whether there is anything behind the elements of the sound.
  return sound === undefined ? new RawFrames(parts) : RawFrames.begun(parts);
}

/**
 * Waits for the caps of the first frame. Other caps would need another reader: the pipeline is ended, and restarted
 * for them.
 */
function fixedCaps(process: MediaProcess, clock: CaptureClock): Promise<FrameCaps | undefined> {
  return new Promise((resolve) => {
    let first: FrameCaps | undefined;
    onFrameCaps(process.prints, (caps) => {
      if (first !== undefined && (first.width !== caps.width || first.height !== caps.height)) {
        void process.close();
      }
      first ??= caps;
      resolve(first);
    });
    let negotiated: FrameCaps | undefined;
    onNegotiatedCaps(process.prints, (caps) => (negotiated = caps));
    const finished = new AbortController();
    void process.prints.finished.then(() => {
      finished.abort();
      resolve(undefined);
    });
    void whenFrameArrives(process, clock, finished.signal).then(() => {
      // GStreamer has not printed them, and will not.
      first ??= negotiated;
      if (first !== undefined) resolve(first);
    });
  });
}

/** Resolves a while after the first bytes of a frame, when its caps should have been printed, or when the signal aborts. */
async function whenFrameArrives(
  { output }: MediaProcess,
  clock: CaptureClock,
  signal: AbortSignal,
): Promise<void> {
  while (output.available === 0 && !signal.aborted) await clock.sleep(PRINT_DELAY_MS, signal);
  await clock.sleep(2 * PRINT_DELAY_MS, signal);
}

/** Masks passwords in element properties, whose names vary. */
function maskPipeline(pipeline: string): string {
  return maskCredentials(pipeline).replaceAll(
    /([\w-]*(?:-pw|passw|secret|token)[\w-]*=)("[^"]*"|\S+)/gi,
    '$1***',
  );
}
