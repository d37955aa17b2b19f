import { Rendition } from '../broadcast/rendition.js';
import { VideoStream, type VideoStreamParts } from '../broadcast/video-stream.js';
import { KeyFrameGate } from '../encoder/key-frame-gate.js';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import { FakeFrameCapture } from './fake-frame-capture.js';
import { FakeVideoEncoder } from './fake-video-encoder.js';
import { FakeJpegEncoder } from './fake-jpeg-encoder.js';
import { FrameLedger } from './frame-ledger.js';
import { VirtualCaptureClock } from './virtual-capture-clock.js';

/** A stream whose source and encoders are fakes; all between them is real. */
export class FakeVideoStream {
  readonly clock = new VirtualCaptureClock(1_000_000);
  readonly ledger = new FrameLedger();
  readonly capture = new FakeFrameCapture();
  /** Every encoder that was opened, in order. */
  readonly encoders: FakeVideoEncoder[] = [];
  /** Every encoder of stills that was made, in order. */
  readonly jpegEncoders: FakeJpegEncoder[] = [];
  readonly errors: unknown[] = [];
  readonly stream: VideoStream;

  /**
   * @param idleStopMs how long the source goes on for nobody
   * @param steps what steadies, colours, changes, draws on or hands on its pictures, if anything does
   */
  constructor(
    name = 'fake',
    idleStopMs = 0,
    steps: Partial<
      Pick<VideoStreamParts, 'stabilizer' | 'colorspaceConverter' | 'transformer' | 'overlay' | 'passthrough'>
    > = {},
  ) {
    const { clock } = this;
    const rtpClock = new RtpClock(0, 0);
    const onError = (error: unknown): void => void this.errors.push(error);
    this.stream = new VideoStream({
      name,
      capture: new OnDemandCapture(this.capture, idleStopMs),
      clock,
      rtpClock,
      scaler: { scale: (frame) => Promise.resolve(frame), close: () => Promise.resolve() },
      ...steps,
      stills: {
        createEncoder: () => {
          const encoder = new FakeJpegEncoder();
          this.jpegEncoders.push(encoder);
          return encoder;
        },
        intervalUs: 100_000,
        timeoutMs: 8000,
      },
      announceH264Level: (info) => (info === undefined ? 40 : 31),
      createRendition: (codec, repeatFrame) =>
        new Rendition({
          codec,
          clock,
          keyFrameGate: new KeyFrameGate(clock),
          packetizer: new Packetizer(codec, rtpClock),
          openEncoder: (width, height) => {
            const settings = {
              width,
              height,
              framerate: 30,
              bitrateBps: 1_000_000,
              keyFrameIntervalFrames: 60,
            };
            const encoder = new FakeVideoEncoder(codec, settings);
            this.encoders.push(encoder);
            return Promise.resolve(encoder);
          },
          repeatFrame,
          onError,
        }),
      onError,
    });
  }

  /** A new picture comes from the source and goes all the way. */
  async deliver(ledger = this.ledger): Promise<void> {
    await this.clock.advance(33);
    this.capture.deliver(ledger.frame(this.clock.nowUs()));
    await this.clock.advance(0);
  }
}
