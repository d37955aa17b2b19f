import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { maskCredentials } from '../errors/mask-credentials.js';
import { defaultBitrateBps } from '../media/default-bitrate.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { Backend } from '../options/backend.js';
import { defaultStreamOptions } from '../options/default-options.js';
import { pixelFormatOf } from '../options/four-cc.js';
import type { MediaInputRequest } from '../ffmpeg/input/media-input-request.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PassthroughMode } from '../options/passthrough.js';
import type { StreamSettings } from '../options/stream-options.interface.js';
import type { StreamLogger } from '../errors/throttled-error-log.js';
import { prepareCamera } from './camera-controls/prepare-camera.js';
import { BarcodeSource } from './barcode/barcode-source.js';
import type { CaptureConstraints } from './requests/capture-device-request.js';
import { createFfgearSource } from './ffgear/create-ffgear-source.js';
import { demuxerRequest, programRequest } from './ffgear/program-request.js';
import { createGStreamerSource } from './gstreamer/create-gstreamer-source.js';
import { ImageSequenceSource } from './in-process/image-sequence-source.js';
import { DEFAULT_SEQUENCE_RATE, mayReconnect, mediaRequestFor } from './requests/media-request.js';
import { platformOf, sourceKindFor, sourceKindOf } from './requests/source-kind.js';
import { MediaVideoSource } from './in-process/media-video-source.js';
import { ResumePoint } from './playback/resume-point.js';
import { createPigearSource } from './pigear/create-pigear-source.js';
import { IMAGE_RATE, ImageSource } from './in-process/image-source.js';
import { resolveStream } from './yt-dlp/resolve-stream.js';
import { StreamModeSource } from './yt-dlp/stream-mode-source.js';
import { testPatternSettings } from './requests/test-pattern-request.js';
import { TestPatternSource } from './in-process/test-pattern-source.js';
import type { VideoSource } from './video-source.interface.js';

/** The options that determine a source. */
export interface CreateVideoSourceOptions
  extends
    CaptureConstraints,
    Pick<
      StreamSettings,
      'api' | 'backend' | 'cameraNum' | 'streamMode' | 'frameFormat' | 'sourceOptions' | 'audio'
    >,
    Readonly<Partial<Record<'sourceDemuxer' | 'customFfmpeg' | 'audioSource', string | undefined>>> {
  /**
   * Device number, path, pattern such as `img%03d.png`, URL, pipeline, `screen:` or `test:`; not needed for a Pi
   * camera.
   */
  readonly source?: string | number | undefined;
  /** Codecs whose frames may be passed through. Default: H.264. */
  readonly codecs?: readonly VideoCodec[] | undefined;
  /** Whether to pass the source's own encoded frames through. Default: never. */
  readonly passthrough?: PassthroughMode;
  /** Target bitrate for a camera that encodes in hardware, in bits per second; by its size where left out. */
  readonly bitrateBps?: number | undefined;
  readonly clock: CaptureClock;
  /** Receives warnings. */
  readonly logger?: StreamLogger;
}

/**
 * Creates the source that a name stands for. Nothing is opened or checked before `open()`, which rejects with coded
 * errors.
 */
export function createVideoSource(options: CreateVideoSourceOptions): VideoSource {
  if (options.api === Backend.PiGear) return createFromPiCamera(options);
  const { source } = options;
  // Validated with the options; repeated because the type does not express it.
  if (source === undefined) throw new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source: 'no source' });
  if (options.api === Backend.FFGear) return createFromProgram(source, options);
  if (options.streamMode === true) {
    const { sourceOptions = {}, clock, logger } = options;
    return new StreamModeSource({
      url: String(source),
      sourceOptions,
      clock,
      logger,
      sound: hasOwnSound(options),
    });
  }
  const label = maskCredentials(String(source));
  const kind = sourceKindFor(source, options.backend);
  if (kind.kind === 'pipeline')
    return createGStreamerSource(kind.pipeline, options.clock, hasOwnSound(options), options.logger);
  const constraints = captureConstraintsOf(options);
  const prepare = async () => {
    const request = await mediaRequestFor(kind, constraints, label, platformOf(options.backend));
    await prepareCamera(request, options.sourceOptions);
    const { passthrough = 'never', codecs } = options;
    const sound = hasOwnSound(options);
    return { ...(sound ? request : withoutSound(request)), passthrough, passthroughCodecs: codecs };
  };
  if (kind.kind === 'test' && kind.name === 'barcode') {
    const settings = () => testPatternSettings(kind.name, kind.parameters, constraints, label);
    return new BarcodeSource(label, settings, options.clock);
  }
  if (kind.kind === 'image') return new ImageSource(label, prepare, options.framerate ?? IMAGE_RATE);
  const { clock, logger } = options;
  if (kind.kind === 'sequence')
    return new ImageSequenceSource(label, kind.pattern, options.framerate ?? DEFAULT_SEQUENCE_RATE);
  const media = new MediaVideoSource(label, mayReconnect(kind), prepare, clock, new ResumePoint(), logger);
  if (kind.kind !== 'test') return media;
  const hasSound = (): boolean => testPatternSettings(kind.name, kind.parameters, constraints, label).audio;
  return new TestPatternSource(media, undefined, hasSound, kind.name === '' ? 'card' : 'bars');
}

/** VidGear users set size and rate by OpenCV's names; this library's own options take precedence. */
function captureConstraintsOf({
  framerate,
  resolution,
  title,
  sourceOptions = {},
}: CreateVideoSourceOptions): CaptureConstraints {
  const { CAP_PROP_FRAME_WIDTH: width, CAP_PROP_FRAME_HEIGHT: height, CAP_PROP_FPS: rate } = sourceOptions;
  const size = width === undefined || height === undefined ? undefined : ([width, height] as const);
  return {
    framerate: framerate ?? rate,
    resolution: resolution ?? size,
    inputFormat: pixelFormatOf(sourceOptions.CAP_PROP_FOURCC),
    title,
  };
}

/** Whether sound of the source may be needed: not where there is to be none, or that of another source. */
function hasOwnSound({ audio, audioSource }: CreateVideoSourceOptions): boolean {
  return audio !== false && audioSource === undefined;
}

/** Sound is some fifty packets a second, each of which wakes who waits for it. */
function withoutSound(request: MediaInputRequest): MediaInputRequest {
  const { options } = request;
  if (options['allowed_media_types'] === undefined) return request;
  return { ...request, options: { ...options, allowed_media_types: 'video' } };
}

function createFromProgram(source: string | number, options: CreateVideoSourceOptions): VideoSource {
  const { sourceDemuxer, customFfmpeg, sourceOptions = {}, clock } = options;
  const label = maskCredentials(String(source));
  const kind = sourceKindOf(source);
  return createFfgearSource({
    label,
    reconnects: sourceDemuxer === undefined && mayReconnect(kind),
    clock,
    logger: options.logger,
    customFfmpeg,
    frameFormat: options.frameFormat ?? defaultStreamOptions.frameFormat,
    sourceOptions,
    sound: hasOwnSound(options),
    prepare: async (signal) => {
      // Resolved at every open, since addresses expire.
      if (options.streamMode === true) {
        const { request, sound } = await resolveStream(String(source), sourceOptions, signal);
        return { ...request, ...(sound && { sound }) };
      }
      return sourceDemuxer === undefined
        ? programRequest(kind, options, label)
        : demuxerRequest(sourceDemuxer, String(source), options, label);
    },
  });
}

/** VidGear's defaults. */
const PI_CAMERA_DEFAULTS = { resolution: [640, 480], framerate: 30 } as const;

function createFromPiCamera(options: CreateVideoSourceOptions): VideoSource {
  const [width, height] = options.resolution ?? PI_CAMERA_DEFAULTS.resolution;
  const { cameraNum = defaultStreamOptions.cameraNum, sourceOptions = {}, clock } = options;
  const framerate = options.framerate ?? PI_CAMERA_DEFAULTS.framerate;
  const { bitrateBps = defaultBitrateBps({ width, height }), passthrough = 'never' } = options;
  return createPigearSource(
    {
      cameraNum,
      width,
      height,
      framerate,
      sourceOptions,
      bitrateBps,
      passthrough: passthrough !== 'never',
    },
    clock,
  );
}
