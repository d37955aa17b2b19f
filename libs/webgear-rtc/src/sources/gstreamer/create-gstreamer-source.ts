import { maskCredentials } from '../../ffmpeg/mask-credentials.js';
import { RawPictureDecoder } from '../../ffmpeg/raw-picture-decoder.js';
import type { CaptureClock } from '../../frames/capture-clock.interface.js';
import type { MediaProcess } from '../child-process/media-process.js';
import type { ProcessPictures } from '../child-process/process-pictures.interface.js';
import { ProcessVideoSource } from '../child-process/process-video-source.js';
import { RawPictures } from '../child-process/raw-pictures.js';
import { onPictureCaps, type PictureCaps } from './picture-caps.js';
import { pipelineCommand } from './pipeline-command.js';

/** A camera at the other end of the network may be at the end of the pipeline. */
const OPEN_TIMEOUT_MS = 20_000;

/** A pipeline of GStreamer as a source. It keeps time by itself, so its pictures count as live. */
export function createGStreamerSource(pipeline: string, clock: CaptureClock): ProcessVideoSource {
  const label = maskPipeline(pipeline);
  return new ProcessVideoSource({
    label,
    reconnects: 'after-failure',
    clock,
    openTimeoutMs: OPEN_TIMEOUT_MS,
    prepare: async () => pipelineCommand(pipeline, label),
    openPictures: (process) => openPictures(process, clock),
  });
}

async function openPictures(
  process: MediaProcess,
  clock: CaptureClock,
): Promise<ProcessPictures | undefined> {
  const caps = await fixedCaps(process);
  if (caps === undefined) return undefined;
  const decoder = await RawPictureDecoder.open(caps, 'yuyv422');
  return new RawPictures({ info: { ...caps, live: true }, reader: process.output, decoder, clock });
}

/** The caps of the first picture. Others would need another reader: the pipeline is ended, and begun again for them. */
function fixedCaps(process: MediaProcess): Promise<PictureCaps | undefined> {
  return new Promise((resolve) => {
    let first: PictureCaps | undefined;
    onPictureCaps(process.prints, (caps) => {
      if (first !== undefined && (first.width !== caps.width || first.height !== caps.height)) {
        void process.close();
      }
      first ??= caps;
      resolve(first);
    });
    void process.prints.finished.then(() => resolve(undefined));
  });
}

/** Elements have their passwords in properties of various names. */
function maskPipeline(pipeline: string): string {
  return maskCredentials(pipeline).replaceAll(
    /([\w-]*(?:-pw|passw|secret|token)[\w-]*=)("[^"]*"|\S+)/gi,
    '$1***',
  );
}
