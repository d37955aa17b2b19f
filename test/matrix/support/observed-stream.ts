import type { Subscription } from 'rxjs';
import { dePacketizeRtpPackets, RtpHeader, RtpPacket } from 'werift';
import type { LocalStreamEngine } from '../../../libs/webgear-rtc/src/broadcast/local-stream-engine.js';
import { subscribeViewer } from '../../../libs/webgear-rtc/src/broadcast/viewer-subscription.js';
import type { VideoCodec } from '../../../libs/webgear-rtc/src/media/encoded-frame.js';
import type { StreamState } from '../../../libs/webgear-rtc/src/media/stream-stats.js';
import type { PacketizedFrame } from '../../../libs/webgear-rtc/src/media/packetized-frame.js';
import { risingTimestamp } from '../../../libs/webgear-rtc/src/rtp/rtp-clock.js';
import type { OnDemandCapture } from '../../../libs/webgear-rtc/src/sources/playback/on-demand-capture.js';
import { processorWaitMs } from './processor-wait.js';

/** A frame as the source gave it. */
interface CapturedFrame {
  readonly wallMs: number;
  readonly captureTimeUs: number;
  /** See {@link processorWaitMs}. */
  readonly waitMs: number;
}

/** A frame as it was sent to the viewer. */
export interface SentFrame {
  readonly wallMs: number;
  readonly rtpTimestamp: number;
  readonly keyFrame: boolean;
  /** Whether it is "No Input" or "The End", not the source's. */
  readonly slate: boolean;
  /** As a decoder takes it: Annex B for H.264. */
  readonly data: Buffer;
}

/** A change of state, and when. */
export interface SeenState {
  readonly state: StreamState;
  readonly wallMs: number;
}

/** A viewer without a network: takes what one stream sends, and notes when and in which state. */
export class ObservedStream implements Disposable {
  readonly startedAtMs = performance.now();
  /** See {@link processorWaitMs}. */
  readonly startedWaitMs = processorWaitMs();
  readonly sent: SentFrame[] = [];
  readonly states: SeenState[] = [];
  /** When the source gave each of its own frames. */
  readonly captured: CapturedFrame[] = [];
  private readonly slates = new Set<number>();
  private readonly subscriptions: Subscription[] = [];
  private readonly release: () => void;

  constructor(
    readonly stream: LocalStreamEngine,
    private readonly capture: OnDemandCapture,
    codec: VideoCodec,
  ) {
    this.subscriptions.push(
      stream.state$.subscribe((state) => this.states.push({ state, wallMs: performance.now() })),
      capture.uncompressedFrames$.subscribe(({ captureTimeUs }) => {
        if (capture.showsSlate) this.slates.add(captureTimeUs);
        else this.noteCaptured(captureTimeUs);
      }),
      capture.encodedFrames$.subscribe(({ captureTimeUs }) => this.noteCaptured(captureTimeUs)),
    );
    const viewer = subscribeViewer(stream, codec);
    this.release = () => viewer.release();
    viewer.prepare();
    viewer.attach({
      sendFrame: (frame) => {
        this.sent.push(this.received(frame));
        return true;
      },
    });
  }

  /** Frames of the source that were sent. */
  get shown(): SentFrame[] {
    return this.sent.filter(({ slate }) => !slate);
  }

  get state(): StreamState | undefined {
    return this.states.at(-1)?.state;
  }

  /** Why the source is not live, as the supervisor knows it. */
  get lastError(): unknown {
    return (this.capture as unknown as { capture: { lastFailure?: unknown } }).capture.lastFailure;
  }

  /** Whether some of what is sent now is the source's own H.264. */
  get usesPassthrough(): boolean {
    return this.stream.stats().renditions.some(({ passthrough }) => passthrough);
  }

  [Symbol.dispose](): void {
    this.release();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private noteCaptured(captureTimeUs: number): void {
    this.captured.push({ wallMs: performance.now(), captureTimeUs, waitMs: processorWaitMs() });
  }

  private received(frame: PacketizedFrame): SentFrame {
    const packets = frame.payloads.map(
      (payload, index) =>
        new RtpPacket(new RtpHeader({ marker: index === frame.payloads.length - 1 }), Buffer.from(payload)),
    );
    const { data } = dePacketizeRtpPackets(frame.codec === 'vp8' ? 'VP8' : 'MPEG4/ISO/AVC', packets);
    const { keyFrame, captureTimeUs } = frame;
    // As `RtpSender` does: the first frame of the source may have been captured before the slate that it follows.
    const rtpTimestamp = risingTimestamp(frame.rtpTimestamp, this.sent.at(-1)?.rtpTimestamp);
    const slate = this.slates.has(captureTimeUs);
    return { wallMs: performance.now(), rtpTimestamp, keyFrame, slate, data: Buffer.from(data) };
  }
}
