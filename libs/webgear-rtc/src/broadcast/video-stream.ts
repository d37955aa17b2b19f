import { ignoreElements, merge, Observable, share, Subject, tap } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { FrameScaler } from '../pipeline/frame-scaler.js';
import type { FrameOverlay } from '../pipeline/overlay/frame-overlay.js';
import type { OverlaySettings } from '../options/resolved-options.interface.js';
import type { ColorspaceConverter } from '../pipeline/colorspace/colorspace-converter.js';
import type { FrameStabilizer } from '../pipeline/stabilizer/frame-stabilizer.js';
import type { FrameTransformer } from '../pipeline/transform/frame-transformer.js';
import { LatestFrameWorker } from '../pipeline/latest-frame-worker.js';
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
export interface VideoStreamParts {
  readonly name: string;
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** Time stamps of all renditions, so that a viewer may change from one to another. */
  readonly rtpClock: RtpClock;
  readonly scaler: Pick<FrameScaler, 'scale' | 'close'>;
  /** What shows another colour space; not there when the source does not allow it. */
  readonly colorspaceConverter?: Pick<ColorspaceConverter, 'colorspace' | 'convert' | 'close'> | undefined;
  /** What steadies the pictures, if anything does. */
  readonly stabilizer?: Pick<FrameStabilizer, 'stabilize' | 'forget' | 'close'> | undefined;
  /** What lets the user's code change the pictures, if there is any. */
  readonly transformer?: Pick<FrameTransformer, 'transform' | 'stats' | 'close'> | undefined;
  /** What draws text onto the pictures. */
  readonly overlay: Pick<FrameOverlay, 'replace' | 'draw' | 'close'>;
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
  private readonly scaling: LatestFrameWorker;
  private state: StreamState = 'idle';
  private slateIsOn = false;
  private slateIsSent = false;
  private hasOverlays = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: VideoStreamParts) {
    this.scaling = new LatestFrameWorker((frame) => this.scale(frame), parts.onError);
    const feeding = parts.capture.sharedFrames$.pipe(
      tap((frame) => {
        this.slateIsOn = parts.capture.showsSlate;
        this.scaling.offer(frame);
      }),
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
    const { colorspaceConverter, name } = this.parts;
    if (colorspaceConverter === undefined) {
      throw new WebGearRtcError('WGR_COLORSPACE_UNAVAILABLE', { streamName: name });
    }
    colorspaceConverter.colorspace = colorspace;
    this.routeAnew();
  }

  /** Draws these onto the pictures from the next one on. */
  setOverlay(overlays: readonly OverlaySettings[]): void {
    this.parts.overlay.replace(overlays);
    this.hasOverlays = overlays.length > 0;
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
      framesDropped: this.scaling.framesDropped,
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
    const { colorspaceConverter } = this.parts;
    this.router?.setFramesAreChanged(this.hasOverlays || colorspaceConverter?.colorspace !== undefined);
  }

  /** For viewers who join a source that is slow, or that pauses. */
  private repeatFrame(): boolean {
    const { capture, clock } = this.parts;
    if (capture.lastFrame === undefined) return false;
    using again = capture.lastFrame.clone(clock.nowUs());
    this.slateIsOn = false;
    this.scaling.offer(again);
    return true;
  }

  private async scale(frame: VideoFrame): Promise<void> {
    // Now, while it is about this picture; a newer one may be on its way before this one is done.
    const isSlate = this.slateIsOn;
    using scaled = await this.parts.scaler.scale(frame);
    using steady = await this.steady(scaled, isSlate);
    if (steady === undefined) return;
    using coloured = await this.coloured(steady, isSlate);
    if (coloured === undefined) return;
    using changed = await this.transformed(coloured, isSlate);
    if (changed === undefined) return;
    using drawn = await this.drawnOver(changed, isSlate);
    this.slateIsSent = isSlate;
    this.scaled.next(drawn);
  }

  /** A slate stands still, and is shown at once: it says that there are no pictures now. */
  private async steady(frame: VideoFrame, isSlate: boolean): Promise<VideoFrame | undefined> {
    const { stabilizer } = this.parts;
    if (stabilizer !== undefined && !isSlate) return stabilizer.stabilize(frame);
    stabilizer?.forget();
    return frame.clone();
  }

  /** A slate is to be read, not looked at: it keeps its colours. */
  private async coloured(frame: VideoFrame, isSlate: boolean): Promise<VideoFrame | undefined> {
    const { colorspaceConverter } = this.parts;
    return colorspaceConverter === undefined || isSlate ? frame.clone() : colorspaceConverter.convert(frame);
  }

  /** A slate says what the service has to say, whatever becomes of the pictures. */
  private async transformed(frame: VideoFrame, isSlate: boolean): Promise<VideoFrame | undefined> {
    const { transformer } = this.parts;
    return transformer === undefined || isSlate ? frame.clone() : transformer.transform(frame);
  }

  /** Last, so that no step before it looks at letters, moves them or hides them. */
  private async drawnOver(frame: VideoFrame, isSlate: boolean): Promise<VideoFrame> {
    return isSlate ? frame.clone() : this.parts.overlay.draw(frame);
  }

  private async end(): Promise<void> {
    await this.parts.capture.close();
    // Before the picture that may be waiting for it: its thread can be busy starting for longer than a close may take.
    await this.parts.stabilizer?.close();
    await this.parts.colorspaceConverter?.close();
    await this.parts.transformer?.close();
    await this.scaling.close();
    await this.parts.overlay.close();
    await this.parts.scaler.close();
    await this.router?.close();
    await this.encodes.close();
    await this.stills.close();
    this.scaled.complete();
  }
}
