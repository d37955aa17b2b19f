import { ignoreElements, merge, Observable, share, Subject, tap } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { FramePipeline } from '../pipeline/frame-pipeline.js';
import type { OverlaySettings } from '../pipeline/overlay/overlay-settings.interface.js';
import { FrameStages, type StageParts } from '../pipeline/stages.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { Colorspace } from '../options/colorspace.js';
import type { StreamState } from '../media/stream-state.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { OnDemandCapture } from '../sources/playback/on-demand-capture.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { StreamStats } from '../media/stream-stats.js';
import type { RenditionLease } from './leased-rendition.js';
import { LeasedRenditions } from './leased-renditions.js';
import type { PassthroughRendition } from './passthrough/passthrough-rendition.js';
import { PassthroughSelector } from './passthrough/passthrough-selector.js';
import type { Rendition } from './rendition.js';
import { JpegBroadcast, type JpegBroadcastParts } from './jpeg/jpeg-broadcast.js';

/** What a stream is made of. */
export interface VideoStreamParts extends StageParts {
  readonly name: string;
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** Time stamps of all renditions, so that a viewer may change from one to another. */
  readonly rtpClock: RtpClock;
  /** @param repeatFrame brings the newest frame of the source again; `false` when there is none */
  readonly createRendition: (codec: VideoCodec, repeatFrame: () => boolean) => Rendition;
  /** How single pictures are compressed, and how many. */
  readonly stills: Pick<JpegBroadcastParts, 'createEncoder' | 'intervalUs' | 'timeoutMs'>;
  /** How a source's own H.264 is handed on; left out where that is not to be. */
  readonly passthrough?:
    | {
        readonly force: boolean;
        readonly announcedLevelIdc: () => number;
        readonly createRendition: () => PassthroughRendition;
      }
    | undefined;
  /** The `level_idc` to promise a viewer, given what is known of the source. */
  readonly announceH264Level: (info: VideoSourceInfo | undefined) => number;
  readonly onError: (error: unknown) => void;
}

/** One source, its encodes and those who watch them. Nothing runs while nobody does. */
export class VideoStream {
  /** Pictures as they are encoded, on loan; the source is open while somebody listens. */
  readonly frames$: Observable<VideoFrame>;
  /** The same pictures as JPEG files, for those whom WebRTC cannot reach. */
  readonly stills: JpegBroadcast;
  private readonly encodes: LeasedRenditions;
  private readonly router: PassthroughSelector | undefined;
  private readonly scaled = new Subject<VideoFrame>();
  private readonly stages: FrameStages;
  private readonly pipeline: FramePipeline;
  private state: StreamState = 'idle';
  private slateIsSent = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: VideoStreamParts) {
    this.stages = new FrameStages(parts);
    this.pipeline = new FramePipeline(
      this.stages.list,
      (frame, isSlate) => {
        this.slateIsSent = isSlate;
        this.scaled.next(frame);
      },
      parts.onError,
    );
    const feeding = parts.capture.sharedFrames$.pipe(
      tap((frame) => this.pipeline.offer(frame, parts.capture.showsSlate)),
      share(),
      ignoreElements(),
    );
    const sharedFrames$ = merge(this.scaled, feeding);
    this.frames$ = new Observable((subscriber) => {
      const subscription = sharedFrames$.subscribe(subscriber);
      parts.capture.wake();
      return subscription;
    });
    const { capture, clock, createRendition, passthrough, onError } = parts;
    const repeatFrame = (): boolean => this.repeatFrame();
    this.stills = new JpegBroadcast({
      ...parts.stills,
      streamName: parts.name,
      frames$: sharedFrames$,
      showsSlate: () => this.slateIsSent,
      wake: () => capture.wake(),
      repeatFrame,
      clock,
      onError,
    });
    const create = (codec: VideoCodec): Rendition => createRendition(codec, repeatFrame);
    this.encodes = new LeasedRenditions({ create, frames$: sharedFrames$, clock, onError });
    this.router =
      passthrough &&
      new PassthroughSelector({
        ...passthrough,
        capture,
        clock,
        leaseEncode: () => this.encodes.lease('h264'),
        onError,
      });
    capture.state$.subscribe((state) => (this.state = state));
  }

  get name(): string {
    return this.parts.name;
  }

  get rtpClock(): RtpClock {
    return this.parts.rtpClock;
  }

  /** The state now, and each change. */
  get state$(): Observable<StreamState> {
    return this.parts.capture.state$;
  }

  /** The compressed pictures all viewers of this codec get; the encoder runs while somebody listens. */
  encodedFrames$(codec: VideoCodec): Observable<EncodedFrame> {
    return new Observable((subscriber) => {
      const lease = this.lease(codec);
      lease.requestKeyFrame();
      const subscription = lease.encodedFrames$.subscribe(subscriber);
      subscription.add(() => lease.release());
      return subscription;
    });
  }

  /**
   * Takes a share in the pictures of a codec and starts whatever that needs.
   *
   * @param accepts for H.264: whether the viewer decodes a profile, given as four hex digits
   */
  lease(codec: VideoCodec, accepts: (profile: string) => boolean = () => true): RenditionLease {
    const { router, encodes } = this;
    const lease = codec === 'h264' && router !== undefined ? router.lease(accepts) : encodes.lease(codec);
    this.parts.capture.wake();
    return lease;
  }

  /** Whether viewers may get the source's own H.264. */
  get passthroughEnabled(): boolean {
    return this.router !== undefined;
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

  /**
   * Shows another colour space from the next picture on, or the colours as they are.
   *
   * @throws WebGearRtcError `WGR_COLORSPACE_UNAVAILABLE`
   */
  setColorspace(colorspace: Colorspace | undefined): void {
    if (!this.stages.allowsColorspace) {
      throw new WebGearRtcError('WGR_COLORSPACE_UNAVAILABLE', { streamName: this.name });
    }
    this.stages.setColorspace(colorspace);
    this.routeAnew();
  }

  /** Draws these onto the pictures from the next one on. */
  setOverlay(overlays: readonly OverlaySettings[]): void {
    this.stages.setOverlay(overlays);
    this.routeAnew();
  }

  stats(): StreamStats {
    const { info } = this.parts.capture;
    const { transformer } = this.parts;
    return {
      streamName: this.parts.name,
      state: this.closing === undefined ? this.state : 'closed',
      ...(info && { source: { width: info.width, height: info.height, framerate: info.framerate } }),
      framesCaptured: this.parts.capture.framesCaptured,
      framesDecoded: this.parts.capture.framesDecoded,
      framesDropped: this.pipeline.framesDropped,
      ...(transformer && { transform: transformer.stats() }),
      renditions: [...(this.router?.stats() ?? []), ...this.encodes.stats()],
      stills: this.stills.stats(),
    };
  }

  /** Ends source and encoders for good. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  /** Pictures that are changed cannot be the source's own. */
  private routeAnew(): void {
    this.router?.setFramesAreChanged(this.stages.changesFrames);
  }

  /** For viewers who join a source that is slow, or that pauses. */
  private repeatFrame(): boolean {
    const { capture, clock } = this.parts;
    if (capture.lastFrame === undefined) return false;
    using again = capture.lastFrame.clone(clock.nowUs());
    this.pipeline.offer(again, false);
    return true;
  }

  private async end(): Promise<void> {
    await this.parts.capture.close();
    await this.pipeline.close();
    await this.router?.close();
    await this.encodes.close();
    await this.stills.close();
    this.scaled.complete();
  }
}
