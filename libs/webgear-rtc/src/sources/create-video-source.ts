import { maskCredentials } from '../ffmpeg/mask-credentials.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import { Backend } from '../options/backend.js';
import { defaultStreamOptions } from '../options/default-options.js';
import type { StreamOptions } from '../options/stream-options.interface.js';
import type { CaptureWishes } from './capture-device-request.js';
import { createFfgearSource } from './ffgear/create-ffgear-source.js';
import { demuxerRequest } from './ffgear/demuxer-request.js';
import { createGStreamerSource } from './gstreamer/create-gstreamer-source.js';
import { mayReconnect, mediaRequestFor } from './media-request.js';
import { platformOf, sourceKindFor } from './backend-source-kind.js';
import { MediaVideoSource } from './media-video-source.js';
import { sourceKindOf } from './source-kind.js';
import { StillImageSource } from './still-image-source.js';
import { TestPatternSource } from './test-pattern-source.js';
import type { VideoSource } from './video-source.interface.js';

/** What to open. */
export interface CreateVideoSourceOptions
  extends
    CaptureWishes,
    Pick<StreamOptions, 'api' | 'backend' | 'frameFormat' | 'sourceOptions'>,
    Readonly<Partial<Record<'sourceDemuxer' | 'customFfmpeg', string | undefined>>> {
  /** Device number, path, pattern such as `img%03d.png`, URL, `screen:` or `test:`. */
  readonly source: string | number;
  readonly clock: CaptureClock;
}

/** Frames per second of a still picture: little work, and a viewer who joins waits for none of it. */
const STILL_IMAGE_RATE = 15;

/** Makes the source a name stands for. Nothing is opened or checked before `open()`, which throws the coded errors. */
export function createVideoSource(options: CreateVideoSourceOptions): VideoSource {
  if (options.api === Backend.FFGear) return createFromProgram(options);
  const label = maskCredentials(String(options.source));
  const kind = sourceKindFor(options.source, options.backend);
  if (kind.kind === 'pipeline') return createGStreamerSource(kind.pipeline, options.clock);
  const prepare = () => mediaRequestFor(kind, options, label, platformOf(options.backend));
  if (kind.kind === 'image')
    return new StillImageSource(label, prepare, options.framerate ?? STILL_IMAGE_RATE);
  const media = new MediaVideoSource(label, mayReconnect(kind), prepare, options.clock);
  return kind.kind === 'test' ? new TestPatternSource(media) : media;
}

function createFromProgram(options: CreateVideoSourceOptions): VideoSource {
  const { source, sourceDemuxer, customFfmpeg, clock } = options;
  const label = maskCredentials(String(source));
  const kind = sourceKindOf(source);
  return createFfgearSource({
    label,
    reconnects: sourceDemuxer === undefined && mayReconnect(kind),
    clock,
    customFfmpeg,
    frameFormat: options.frameFormat ?? defaultStreamOptions.frameFormat,
    sourceOptions: options.sourceOptions ?? {},
    prepare: async () =>
      sourceDemuxer === undefined
        ? mediaRequestFor(kind, options, label)
        : demuxerRequest(sourceDemuxer, String(source), options, label),
  });
}
