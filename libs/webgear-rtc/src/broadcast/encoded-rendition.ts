import { Subject, type Observable } from 'rxjs';
import { RenditionEncoder, type RenditionEncoderParts } from '../encoder/rendition-encoder.js';
import type { EncoderAdaptation } from '../encoder/encoder-adaptation.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { Histogram } from '../media/histogram.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { Packetizer } from '../rtp/packetizer.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { Broadcaster } from './broadcaster.js';
import { RecentFrameCache } from './frame-cache.js';

/** What a rendition is made of. */
export interface EncodedRenditionParts extends RenditionEncoderParts {
  readonly packetizer: Packetizer;
  /** Takes how old each frame is once it is with all viewers, in seconds. */
  readonly captureToSend?: Histogram;
}

/** One encode of the stream and all who watch it: each frame is cut into packets once. */
export class EncodedRendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  /** Where frames go in. */
  readonly encoder: RenditionEncoder;
  private readonly encoded = new Subject<EncodedFrame>();

  constructor(private readonly parts: EncodedRenditionParts) {
    const { keyFrameGate, packetizer, captureToSend, clock, onError } = parts;
    const recent = new RecentFrameCache(keyFrameGate.minimumIntervalMs * 1000);
    this.broadcaster = new Broadcaster(this, recent, onError);
    this.encoder = new RenditionEncoder(parts, (frame) => {
      this.broadcaster.broadcast(packetizer.packetize(frame));
      captureToSend?.observe((clock.nowUs() - frame.captureTimeUs) / 1_000_000);
      this.encoded.next(frame);
    });
  }

  /** Its place in the quality ladder. */
  get rung(): string {
    return this.parts.rung;
  }

  /** Of its encoder, where it adapts. */
  get adaptation(): EncoderAdaptation | undefined {
    return this.parts.adaptation;
  }

  /** Whether it has receivers besides its viewers. */
  get isObserved(): boolean {
    return this.encoded.observed;
  }

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.encoded.asObservable();
  }

  requestKeyFrame(): void {
    this.encoder.requestKeyFrame();
  }

  stats(): RenditionStats {
    return { ...this.encoder.stats(), peers: this.broadcaster.viewerCount };
  }

  async close(): Promise<void> {
    await this.encoder.close();
    this.encoded.complete();
  }
}
