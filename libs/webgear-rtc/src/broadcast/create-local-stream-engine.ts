import { codecs } from '../codecs/codecs.js';
import { createVideoEncoder } from '../encoder/create-video-encoder.js';
import { JpegEncoder } from '../encoder/jpeg-encoder.js';
import { KeyFrameGate } from '../encoder/key-frame-gate.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { createFrameTimes, type FrameTimes } from '../media/histogram.js';
import { fullRung } from '../media/rendition-key.js';
import { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import { FrameFeed } from '../pipeline/frame-feed.js';
import { FrameScaler } from '../pipeline/frame-scaler.js';
import { FrameStages } from '../pipeline/stages.js';
import { scaledSize } from '../pipeline/scaled-size.js';
import { FrameOverlay } from '../pipeline/overlay/frame-overlay.js';
import { ColorspaceConverter } from '../pipeline/colorspace/colorspace-converter.js';
import { FrameStabilizer } from '../pipeline/stabilizer/frame-stabilizer.js';
import { stabilizedSize } from '../pipeline/stabilizer/stabilized-size.js';
import { FrameTransformer } from '../pipeline/transform/frame-transformer.js';
import type { FrameSize } from '../media/video-frame.js';
import type { AudioMode } from '../options/audio-mode.js';
import { Backend } from '../options/backend.js';
import type { TransformContext } from '../options/frame-transform.js';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import { type StreamLogger, ThrottledErrorLog } from '../errors/throttled-error-log.js';
import { NegotiatedH264Level } from './negotiated-h264-level.js';
import { EncodedFramerate } from '../encoder/encoded-framerate.js';
import { EncoderAdaptation } from '../encoder/encoder-adaptation.js';
import { H264LevelLimiter } from '../encoder/h264-level-limiter.js';
import { KeyFrameGrid } from '../encoder/key-frame-grid.js';
import { createStreamAudio } from './audio/create-stream-audio.js';
import type { StreamAudio } from './audio/stream-audio.js';
import { PassthroughRendition } from './passthrough/passthrough-rendition.js';
import { EncodedRendition } from './encoded-rendition.js';
import { JpegBroadcast } from './jpeg/jpeg-broadcast.js';
import { QualityLadder } from './ladder/quality-ladder.js';
import { LocalStreamEngine } from './local-stream-engine.js';
import type { LocalStreamEngineParts } from './local-stream-engine-parts.js';

/** What to promise when a source is too slow to say its size. */
const assumedSource: VideoSourceInfo = { width: 1920, height: 1080, framerate: 30, live: true };

/** How long a request for one image waits: as long as a slow camera needs to open, and no proxy gives up before. */
const IMAGE_TIMEOUT_MS = 8000;

/** What stays of a stream whatever its options: viewers have its RTP timestamps and its H.264 level. */
interface StreamBase {
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  readonly logger: StreamLogger;
  readonly rtpClock: RtpClock;
  /** Whether its encoded frames are published to other machines. */
  readonly isPublished: boolean;
  readonly level: NegotiatedH264Level;
  readonly framerate: EncodedFramerate;
  readonly metadata: MetadataChannel;
  /** What its frames took, whichever pipeline they passed. */
  readonly times: FrameTimes;
}

/** Puts together what comes after a source; nothing is opened yet. */
export function createLocalStreamEngine(
  options: ResolvedStreamOptions,
  capture: OnDemandCapture,
  clock: CaptureClock,
  logger: StreamLogger,
  isPublished = false,
): LocalStreamEngine {
  const rtpClock = new RtpClock(Date.now() * 1000 - clock.nowUs());
  const framerate = new EncodedFramerate(() => capture.info?.framerate ?? assumedSource.framerate);
  capture.measure(framerate);
  const base = {
    capture,
    clock,
    logger,
    rtpClock,
    isPublished,
    level: new NegotiatedH264Level(),
    framerate,
    metadata: new MetadataChannel({ streamName: options.name, clock, rtpClock }),
    times: createFrameTimes(),
  };
  return new LocalStreamEngine(createParts(options, base));
}

function createParts(
  options: ResolvedStreamOptions,
  base: StreamBase,
  before?: LocalStreamEngineParts,
): LocalStreamEngineParts {
  const { capture, clock, logger, rtpClock, isPublished, level, framerate, metadata, times } = base;
  const scaler = new FrameScaler(options.frameSizeReduction);
  const ladder = new QualityLadder(options, { passthroughOnly: options.passthrough === 'always' });
  const demandOf = ({ width, height }: FrameSize) => ({
    width,
    height,
    framerate: framerate.promised,
    // Of the best rung, so that what is promised covers all.
    bitrateBps: ladder.plan(fullRung, { width, height }).bitrateBps,
  });
  const { stabilize, transform, transformFormat: format, transformBudgetMs: budgetMs } = options;
  const errors = new ThrottledErrorLog(logger, `Stream "${options.name}": `);
  const onError = (error: unknown): void => errors.report(error);
  // FFGear converts in its own process, with the filters of ffmpeg.
  const colorspaceConverter =
    options.api === Backend.FFGear ? undefined : new ColorspaceConverter(options.colorspace, onError);
  const sentSize = (source: FrameSize): FrameSize => {
    const size = scaledSize(source, options.frameSizeReduction);
    const steady = stabilize === undefined ? size : stabilizedSize(size, stabilize);
    return colorspaceConverter?.sizeOf(steady) ?? steady;
  };

  const onReduced = (from: FrameSize, to: FrameSize): void =>
    logger.warn(
      `Stream "${options.name}": frames of ${from.width}x${from.height} are sent as ${to.width}x${to.height}, since viewers ` +
        `of H.264 were promised no more than level ${level.levelIdc / 10}. They are sent whole after a moment without viewers.`,
    );

  const stages = new FrameStages({
    scaler,
    stabilizer: stabilize && new FrameStabilizer(stabilize, onError),
    transformer:
      transform &&
      new FrameTransformer(
        { transform, format, budgetMs, context: transformContext(options.name, metadata) },
        clock,
        onError,
      ),
    colorspaceConverter,
    overlay: new FrameOverlay(options.overlay ?? [], clock, onError),
    overlays: options.overlay,
  });
  const feed = new FrameFeed({ capture, stages: stages.list, clock, onError });
  const repeatFrame = (): boolean => feed.repeat();
  const keyFrameGrid = new KeyFrameGrid(options.keyFrameIntervalMs);
  const levelLimiter = new H264LevelLimiter({ level, demandOf, onReduced });

  return {
    name: options.name,
    codecs: options.codecs,
    capture,
    clock,
    rtpClock,
    metadata,
    stages,
    feed,
    analysis: options.analysis,
    announceH264Level: (info = assumedSource) =>
      level.announce(demandOf(ladder.plan(fullRung, sentSize(info))), info.passthrough?.levelIdc),
    ladder,
    processedSize: sentSize,
    passthrough:
      options.passthrough === 'never'
        ? undefined
        : {
            force: options.passthrough === 'always',
            announcedLevelIdc: () => level.levelIdc,
            createRendition: (codec) =>
              new PassthroughRendition({
                codec,
                clock,
                packetizer: new Packetizer(codec, rtpClock, isPublished),
                maxGopUs: capture.maxGopUs,
                requestKeyFrame: capture.canRequestKeyFrames ? () => capture.requestKeyFrame() : undefined,
                announcedLevelIdc: () => level.levelIdc,
                captureToSend: times.captureToSend,
                ...(codecs[codec].promisesLevel && { onUsed: () => level.hold() }),
              }),
          },
    jpeg: new JpegBroadcast({
      streamName: options.name,
      frames$: feed.frames$,
      wake: () => capture.wake(),
      repeatFrame,
      clock,
      createEncoder: (maxWidth) => new JpegEncoder(options.mjpegQuality, maxWidth),
      intervalUs: 1_000_000 / options.mjpegFramerate,
      timeoutMs: IMAGE_TIMEOUT_MS,
      onError,
    }),
    createRendition: ({ codec, rung }) => {
      const { promisesLevel } = codecs[codec];
      const { framerate: maxFramerate } = ladder.plan(rung);
      const rungFramerate = maxFramerate === undefined ? framerate : framerate.limitedTo(maxFramerate);
      const adaptation = new EncoderAdaptation({
        fullBps: () => ladder.plan(rung).bitrateBps,
        framerate: () => rungFramerate.value,
      });
      const sizeOf = (frame: FrameSize): FrameSize => adaptation.sizeOf(ladder.plan(rung, frame));
      return new EncodedRendition({
        codec,
        rung,
        clock,
        keyFrameGate: new KeyFrameGate(clock),
        packetizer: new Packetizer(codec, rtpClock, isPublished),
        encodeTimes: times.encode,
        captureToSend: times.captureToSend,
        scaler: new FrameScaler((frame) =>
          promisesLevel ? levelLimiter.sizeOf(sizeOf(frame)) : sizeOf(frame),
        ),
        adaptation,
        maxFramerate,
        ...(promisesLevel && { onClose: level.hold() }),
        keyFrameGrid,
        framerate: rungFramerate,
        repeatFrame,
        openEncoder: (width, height) => {
          const settings = {
            width,
            height,
            bitrateBps: adaptation.targetBps,
            framerate: rungFramerate.value,
            levelFramerate: framerate.promised,
            // Of the largest rung, whichever is opened first: a viewer may change to it.
            ...(promisesLevel && { minimumLevelIdc: level.announce(demandOf(ladder.plan(fullRung))) }),
          };
          const { hardwareEncoding: encoding, name: streamName } = options;
          return createVideoEncoder(codec, settings, { encoding, streamName, logger });
        },
        onError,
      });
    },
    audio: continuedAudio(options.audio, before?.audio, () =>
      createStreamAudio({
        streamName: options.name,
        mode: options.audio,
        capture,
        clock,
        videoClock: rtpClock,
        onError,
      }),
    ),
    audioSync: options.audioSync,
    times,
    onError,
    remake: (others, parts) => createParts(others, base, parts),
  };
}

function transformContext(streamName: string, metadata: MetadataChannel): TransformContext {
  return { streamName, publishMetadata: (value, frame) => metadata.publish(value, frame) };
}

/** The same sound as before where there still is some: those who listen have its RTP timestamps. */
function continuedAudio(
  mode: AudioMode,
  before: StreamAudio | undefined,
  create: () => StreamAudio | undefined,
): StreamAudio | undefined {
  if (mode === false || before === undefined) return create();
  before.setMode(mode);
  return before;
}
