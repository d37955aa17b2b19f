import { Subject, type Observable } from 'rxjs';
import type { EncodedFrame, VideoCodec } from '../encoder/encoded-frame.interface.js';
import type { KeyFrameGate } from '../encoder/key-frame-gate.js';
import type { VideoEncoder } from '../encoder/video-encoder.interface.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import { LatestFrameWorker } from '../frames/latest-frame-worker.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { Packetizer } from '../rtp/packetizer.js';
import type { RenditionStats } from '../stats/stream-stats.interface.js';
import { Broadcaster } from './broadcaster.js';
import type { LevelFitter } from './level-fitter.js';
import { RecentPictures } from './recent-pictures.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';

/** What a rendition is made of. */
export interface RenditionParts {
  readonly codec: VideoCodec;
  readonly clock: CaptureClock;
  readonly keyFrameGate: KeyFrameGate;
  readonly packetizer: Packetizer;
  /** Makes pictures small enough for what viewers were promised; left out where nothing was. */
  readonly fitter?: Pick<LevelFitter, 'fit' | 'close'>;
  /** Opens an encoder for pictures of this size. */
  readonly openEncoder: (width: number, height: number) => Promise<VideoEncoder>;
  readonly onError: (error: unknown) => void;
  /** Called when it is used no more. */
  readonly onClose?: () => void;
}

/** One encode of the stream and everyone who watches it: pictures in, the same packets out to all. */
export class Rendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  private readonly worker: LatestFrameWorker;
  private readonly encoded = new Subject<EncodedFrame>();
  private encoder: VideoEncoder | undefined;
  private encodersOpened = 0;
  private framesEncoded = 0;
  private keyFramesEncoded = 0;
  private bytesEncoded = 0;

  constructor(private readonly parts: RenditionParts) {
    const recent = new RecentPictures(parts.keyFrameGate.minimumIntervalMs * 1000);
    this.broadcaster = new Broadcaster(parts.keyFrameGate, recent);
    this.worker = new LatestFrameWorker((frame) => this.encode(frame), parts.onError);
  }

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.encoded.asObservable();
  }

  /** Takes a picture on loan. */
  push(frame: VideoFrame): void {
    this.worker.offer(frame);
  }

  requestKeyFrame(): void {
    this.parts.keyFrameGate.requestKeyFrame();
  }

  stats(): RenditionStats {
    return {
      codec: this.parts.codec,
      passthrough: false,
      encodersOpened: this.encodersOpened,
      framesEncoded: this.framesEncoded,
      framesDropped: this.worker.framesDropped,
      keyFramesEncoded: this.keyFramesEncoded,
      bytesEncoded: this.bytesEncoded,
      peers: this.broadcaster.sinkCount,
    };
  }

  async close(): Promise<void> {
    this.parts.onClose?.();
    this.parts.keyFrameGate.close();
    await this.worker.close();
    await this.parts.fitter?.close();
    await this.encoder?.close();
    this.encoder = undefined;
    this.encoded.complete();
  }

  private async encode(frame: VideoFrame): Promise<void> {
    const { fitter } = this.parts;
    if (fitter === undefined) return this.encodeFitting(frame);
    using fitting = await fitter.fit(frame);
    await this.encodeFitting(fitting);
  }

  private async encodeFitting(frame: VideoFrame): Promise<void> {
    const encoder = await this.encoderFor(frame);
    const encodedFrame = await encoder.encode(frame, this.parts.keyFrameGate.take());
    if (encodedFrame === undefined) return;
    this.framesEncoded++;
    this.bytesEncoded += encodedFrame.data.length;
    if (encodedFrame.keyFrame) this.keyFramesEncoded++;
    this.broadcaster.broadcast(this.parts.packetizer.packetize(encodedFrame));
    this.encoded.next(encodedFrame);
  }

  /** A camera that turns or changes profile sends another size: a new encoder starts with a key frame of that size. */
  private async encoderFor(frame: VideoFrame): Promise<VideoEncoder> {
    const settings = this.encoder?.settings;
    if (this.encoder !== undefined && settings?.width === frame.width && settings.height === frame.height) {
      return this.encoder;
    }
    await this.encoder?.close();
    this.encoder = undefined;
    this.encoder = await this.parts.openEncoder(frame.width, frame.height);
    this.encodersOpened++;
    return this.encoder;
  }
}
