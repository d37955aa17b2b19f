import { filter } from 'rxjs';
import { StreamAudio } from '../broadcast/audio/stream-audio.js';
import { EncodedRendition } from '../broadcast/encoded-rendition.js';
import { JpegBroadcast } from '../broadcast/jpeg/jpeg-broadcast.js';
import { QualityLadder } from '../broadcast/ladder/quality-ladder.js';
import { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import type { LocalStreamEngineParts } from '../broadcast/local-stream-engine-parts.js';
import { subscribeViewer, type ViewerSubscription } from '../broadcast/viewer-subscription.js';
import { EncoderAdaptation } from '../encoder/encoder-adaptation.js';
import { KeyFrameGrid } from '../encoder/key-frame-grid.js';
import { KeyFrameGate } from '../encoder/key-frame-gate.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import { FrameFeed } from '../pipeline/frame-feed.js';
import { FrameStages, type StageParts } from '../pipeline/stages.js';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { VideoFrame } from '../media/video-frame.js';
import { isEncodedAudio, type AudioFrame } from '../media/audio-frame.js';
import type { AudioMode } from '../options/audio-mode.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { FakeAudioSource } from './fake-audio-source.js';
import { FakeFrameCapture } from './fake-frame-capture.js';
import { FakeVideoEncoder } from './fake-video-encoder.js';
import { FakeFrameScaler } from './fake-frame-scaler.js';
import { FakeJpegEncoder } from './fake-jpeg-encoder.js';
import { FrameLedger } from './frame-ledger.js';
import { VirtualCaptureClock } from './virtual-capture-clock.js';

/** What is made of its frames: stages, passthrough, a ladder, key frames every so many milliseconds, and its sound. */
export interface FakeVideoStreamSteps
  extends Partial<StageParts>, Partial<Pick<LocalStreamEngineParts, 'passthrough' | 'ladder'>> {
  readonly keyFrameIntervalMs?: number;
  /** See `StreamOptions.audio`; `'auto'` where left out. */
  readonly audio?: AudioMode;
  /** See `StreamOptions.audioSync`; `true` where left out. */
  readonly audioSync?: boolean;
}

/** A stream whose source and encoders are fakes; all between them is real. */
export class FakeVideoStream {
  readonly clock = new VirtualCaptureClock(1_000_000);
  readonly ledger = new FrameLedger();
  readonly capture = new FakeFrameCapture();
  /** Every encoder that was opened, in order. */
  readonly encoders: FakeVideoEncoder[] = [];
  /** Every encoder of JPEG images that was made, in order. */
  readonly jpegEncoders: FakeJpegEncoder[] = [];
  /** Every source of packets of sound that was made, in order. */
  readonly audioSources: FakeAudioSource[] = [];
  readonly errors: unknown[] = [];
  /** What encoders say that are opened from now on. */
  changesRateWhileRunning = true;
  readonly stream: LocalStreamEngine;

  /**
   * @param idleStopMs how long the source goes on for nobody
   */
  constructor(name = 'fake', idleStopMs = 0, steps: FakeVideoStreamSteps = {}) {
    const { clock } = this;
    const {
      ladder: firstLadder = new QualityLadder({ renditions: 'single', bitrateBps: 1_000_000 }),
      keyFrameIntervalMs,
      audio = 'auto',
      audioSync = true,
    } = steps;
    const keyFrameGrid = keyFrameIntervalMs === undefined ? undefined : new KeyFrameGrid(keyFrameIntervalMs);
    const rtpClock = new RtpClock(0, 0);
    const onError = (error: unknown): void => void this.errors.push(error);
    const capture = new OnDemandCapture(this.capture, idleStopMs);
    const create = (ladder: QualityLadder, sound?: StreamAudio): LocalStreamEngineParts => {
      const scaler = { scale: (frame: VideoFrame) => Promise.resolve(frame), close: () => Promise.resolve() };
      const stages = new FrameStages({ scaler, ...steps });
      const feed = new FrameFeed({ capture, stages: stages.list, clock, onError });
      return {
        name,
        codecs: ['h264', 'vp8'],
        capture,
        clock,
        rtpClock,
        metadata: new MetadataChannel({ streamName: name, clock, rtpClock }),
        stages,
        feed,
        passthrough: steps.passthrough,
        jpeg: new JpegBroadcast({
          streamName: name,
          frames$: feed.frames$,
          wake: () => capture.wake(),
          repeatFrame: () => feed.repeat(),
          clock,
          onError,
          createEncoder: () => {
            const encoder = new FakeJpegEncoder();
            this.jpegEncoders.push(encoder);
            return encoder;
          },
          intervalUs: 100_000,
          timeoutMs: 8000,
        }),
        announceH264Level: (info) => (info === undefined ? 40 : 31),
        ladder,
        processedSize: (source) => source,
        createRendition: ({ codec, rung }) => {
          const adaptation = new EncoderAdaptation({
            fullBps: () => ladder.plan(rung).bitrateBps,
            framerate: () => 30,
          });
          return new EncodedRendition({
            codec,
            rung,
            scaler: new FakeFrameScaler((frame) => adaptation.sizeOf(ladder.plan(rung, frame))),
            adaptation,
            maxFramerate: ladder.plan(rung).framerate,
            ...(keyFrameGrid && { keyFrameGrid }),
            clock,
            keyFrameGate: new KeyFrameGate(clock),
            packetizer: new Packetizer(codec, rtpClock, true),
            openEncoder: (width, height) => {
              const settings = {
                width,
                height,
                framerate: 30,
                bitrateBps: adaptation.targetBps,
                keyFrameIntervalFrames: 60,
              };
              const encoder = new FakeVideoEncoder(codec, settings);
              encoder.changesRateWhileRunning = this.changesRateWhileRunning;
              this.encoders.push(encoder);
              return Promise.resolve(encoder);
            },
            repeatFrame: () => feed.repeat(),
            onError,
          });
        },
        audio:
          audio === false
            ? undefined
            : (sound ??
              new StreamAudio({
                streamName: name,
                mode: audio,
                capture,
                clock,
                videoClock: new RtpClock(0, 0),
                rtpOffset: 0,
                createSource: (request) => {
                  const source = new FakeAudioSource(request);
                  this.audioSources.push(source);
                  return source;
                },
                decode: (audio$) =>
                  audio$.pipe(filter((frame): frame is AudioFrame => !isEncodedAudio(frame))),
                onError,
              })),
        audioSync,
        onError,
        remake: (options, before) => create(new QualityLadder(options), before.audio),
      };
    };
    this.stream = new LocalStreamEngine(create(firstLadder));
  }

  /** A viewer comes. */
  subscribe(codec: VideoCodec, accepts?: (profile: string) => boolean): ViewerSubscription {
    return subscribeViewer(this.stream, codec, accepts);
  }

  /** A new frame comes from the source and goes all the way. */
  async deliver(ledger = this.ledger): Promise<void> {
    await this.clock.advance(33);
    this.capture.deliver(ledger.frame(this.clock.nowUs()));
    await this.clock.advance(0);
  }
  /** 20 ms of sound come from the source and go all the way. */
  async deliverAudio(): Promise<void> {
    await this.clock.advance(20);
    this.capture.deliverAudio(this.clock.nowUs());
    await this.clock.advance(0);
  }
}
