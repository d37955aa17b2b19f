import { Observable, Subject, type Subscription } from 'rxjs';
import type { EncodedFrame, VideoCodec } from '../encoder/encoded-frame.interface.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import type { FrameScaler } from '../frames/frame-scaler.js';
import { LatestFrameWorker } from '../frames/latest-frame-worker.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { StreamState } from '../options/stream-state.interface.js';
import type { FrameCapture } from '../sources/frame-capture.interface.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { StreamStats } from '../stats/stream-stats.interface.js';
import type { FrameSink } from './frame-sink.interface.js';
import type { Rendition } from './rendition.js';

/** What a stream is made of. */
export interface VideoStreamParts {
  readonly name: string;
  readonly capture: FrameCapture;
  readonly clock: CaptureClock;
  /** Time stamps of all renditions, so that a viewer may change from one to another. */
  readonly rtpClock: RtpClock;
  readonly scaler: FrameScaler;
  readonly createRendition: (codec: VideoCodec) => Rendition;
  /** The `level_idc` to promise a viewer, given what is known of the source. */
  readonly announceH264Level: (info: VideoSourceInfo | undefined) => number;
  /** How long source and encoders go on after the last viewer, in milliseconds. */
  readonly idleStopMs: number;
  readonly onError: (error: unknown) => void;
}

/** A share in a rendition: while anyone holds one, the source is open and the encoder runs. */
export interface RenditionLease {
  /** Starts the delivery; at most one sink for each lease. */
  deliverTo(sink: FrameSink): void;
  requestKeyFrame(): void;
  /** Frames the sink did not get. */
  framesDropped(): number;
  /** Ends delivery and share. A second call does nothing. */
  release(): void;
}

/** One source, its encodes and those who watch them. Nothing runs while nobody does. */
export class VideoStream {
  private readonly renditions = new Map<VideoCodec, Rendition>();
  private readonly leases = new Map<VideoCodec, number>();
  private readonly scaledFrames = new Subject<VideoFrame>();
  private readonly scaling: LatestFrameWorker;
  private readonly subscriptions: Subscription[] = [];
  private idleTimer: NodeJS.Timeout | undefined;
  private state: StreamState = 'idle';
  private framesCaptured = 0;
  private holders = 0;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: VideoStreamParts) {
    this.scaling = new LatestFrameWorker((frame) => this.scale(frame), parts.onError);
    this.subscriptions.push(
      parts.capture.state$.subscribe((state) => (this.state = state)),
      parts.capture.frames$.subscribe((frame) => {
        this.framesCaptured++;
        this.scaling.offer(frame);
      }),
    );
  }

  get name(): string {
    return this.parts.name;
  }

  get rtpClock(): RtpClock {
    return this.parts.rtpClock;
  }

  get capture(): FrameCapture {
    return this.parts.capture;
  }

  /** Pictures in the size and format they are encoded in, on loan; the source runs while somebody listens. */
  get frames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      const release = this.hold();
      const subscription = this.scaledFrames.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        release();
      };
    });
  }

  /** The compressed pictures all viewers of this codec get; the encoder runs while somebody listens. */
  encodedFrames$(codec: VideoCodec): Observable<EncodedFrame> {
    return new Observable((subscriber) => {
      const lease = this.lease(codec);
      lease.requestKeyFrame();
      const subscription = this.renditions.get(codec)?.encodedFrames$.subscribe(subscriber);
      return () => {
        subscription?.unsubscribe();
        lease.release();
      };
    });
  }

  /** Takes a share in a codec's encode and starts whatever that needs. */
  lease(codec: VideoCodec): RenditionLease {
    const rendition = this.renditions.get(codec) ?? this.open(codec);
    this.leases.set(codec, (this.leases.get(codec) ?? 0) + 1);
    const releaseStream = this.hold();
    let sink: FrameSink | undefined;
    let released = false;
    return {
      deliverTo: (receiver) => {
        if (released) return;
        sink = receiver;
        rendition.broadcaster.add(receiver, this.parts.clock.nowUs());
      },
      requestKeyFrame: () => rendition.requestKeyFrame(),
      framesDropped: () => (sink === undefined ? 0 : rendition.broadcaster.framesDropped(sink)),
      release: () => {
        if (released) return;
        released = true;
        if (sink !== undefined) rendition.broadcaster.remove(sink);
        this.leases.set(codec, (this.leases.get(codec) ?? 1) - 1);
        releaseStream();
      },
    };
  }

  /**
   * The H.264 `level_idc` to put into an answer.
   *
   * @param waitMs how long the answer may wait for the source to say its size
   */
  async h264LevelIdc(waitMs: number): Promise<number> {
    const { capture, clock, announceH264Level } = this.parts;
    if (capture.info === undefined) {
      const opened = capture.opened().catch(() => undefined);
      await Promise.race([opened, clock.sleep(waitMs)]);
    }
    return announceH264Level(capture.info);
  }

  stats(): StreamStats {
    const { info } = this.parts.capture;
    return {
      streamName: this.parts.name,
      state: this.state,
      ...(info && { source: { width: info.width, height: info.height, framerate: info.framerate } }),
      framesCaptured: this.framesCaptured,
      framesDropped: this.scaling.framesDropped,
      renditions: [...this.renditions.values()].map((rendition) => rendition.stats()),
    };
  }

  /** Ends source and encoders for good. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private hold(): () => void {
    this.holders++;
    if (this.closing === undefined) this.parts.capture.start();
    return () => {
      this.holders--;
      this.scheduleIdleStop();
    };
  }

  private open(codec: VideoCodec): Rendition {
    const rendition = this.parts.createRendition(codec);
    this.renditions.set(codec, rendition);
    return rendition;
  }

  private async scale(frame: VideoFrame): Promise<void> {
    if (this.renditions.size === 0 && !this.scaledFrames.observed) return;
    const scaled = await this.parts.scaler.scale(frame);
    try {
      for (const rendition of this.renditions.values()) rendition.push(scaled);
      this.scaledFrames.next(scaled);
    } finally {
      scaled.close();
    }
  }

  /** A reload leaves and comes back within a moment: what it needs is still warm then. */
  private scheduleIdleStop(): void {
    clearTimeout(this.idleTimer);
    if (this.closing !== undefined) return;
    this.idleTimer = setTimeout(() => {
      this.stopUnused().catch(this.parts.onError);
    }, this.parts.idleStopMs);
    this.idleTimer.unref();
  }

  private async stopUnused(): Promise<void> {
    const stopping: Promise<void>[] = [];
    for (const [codec, rendition] of this.renditions) {
      if ((this.leases.get(codec) ?? 0) > 0) continue;
      this.renditions.delete(codec);
      stopping.push(rendition.close());
    }
    if (this.holders === 0) stopping.push(this.parts.capture.stop());
    await Promise.all(stopping);
  }

  private async end(): Promise<void> {
    clearTimeout(this.idleTimer);
    await this.parts.capture.stop();
    await this.scaling.close();
    await this.parts.scaler.close();
    await Promise.all([...this.renditions.values()].map((rendition) => rendition.close()));
    this.renditions.clear();
    this.state = 'closed';
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.scaledFrames.complete();
  }
}
