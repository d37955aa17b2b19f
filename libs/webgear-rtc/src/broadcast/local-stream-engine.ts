import { distinctUntilChanged, EMPTY, map, Observable, switchMap } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import {
  audioRendition,
  fullVideo,
  renditionKeyId,
  type RenditionKey,
  videoTrack,
} from '../media/rendition-key.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';
import { findsSource } from '../sources/playback/finds-source.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { MetadataChannel } from '../frame-metadata/metadata-channel.js';
import type { Colorspace } from '../options/colorspace.js';
import type { OverlaySettings, ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import type { LiveJpeg } from './jpeg/jpeg-rendition.js';
import type { PassthroughRendition } from './passthrough/passthrough-rendition.js';
import { selectBestRendition } from './viewer-subscription.js';
import { CurrentPipeline } from './current-pipeline.js';
import type { EncodedRendition } from './encoded-rendition.js';
import type { LocalStreamEngineParts } from './local-stream-engine-parts.js';
import { RenditionPool } from './rendition-pool.js';
import { StreamPipeline } from './stream-pipeline.js';
import { sourceStats, totalsOf, type StreamTotals } from './stream-counters.js';
import type {
  AudioDescription,
  FrameSink,
  LadderDescription,
  RenditionDescription,
  StreamDescription,
  StreamEngine,
  Subscription,
} from './stream-engine.js';

/** Images of a stream, whatever is reconfigured meanwhile. */
export interface StreamJpeg {
  /** See `JpegBroadcast.watch`. */
  watch(maxWidth?: number): Observable<LiveJpeg>;
  /** See `JpegBroadcast.snapshot`. */
  snapshot(maxWidth?: number): Promise<LiveJpeg>;
  /** See `JpegBroadcast.last`. */
  last(): LiveJpeg | undefined;
}

/** A stream that is made in this thread. Nothing runs while nobody uses it. */
export class LocalStreamEngine implements StreamEngine {
  /** The same frames as JPEG images, for browsers and networks where WebRTC does not work. */
  readonly jpeg: StreamJpeg;
  private readonly pool: RenditionPool<EncodedRendition | PassthroughRendition>;
  private readonly pipelines: CurrentPipeline;
  private state: StreamState = 'idle';
  private muted = false;
  private closing: Promise<void> | undefined;

  constructor(parts: LocalStreamEngineParts) {
    const { capture, clock, onError } = parts;
    this.pool = new RenditionPool({ create: (key) => this.pipeline.create(key), clock, onError });
    this.pipelines = new CurrentPipeline(this.createPipeline(parts));
    this.jpeg = {
      watch: (maxWidth) => {
        this.parts.jpeg.watch(); // Refuses at once where the stream is closed.
        return this.pipelines.select(({ parts: { jpeg } }) => jpeg.watch(maxWidth));
      },
      snapshot: (maxWidth) => this.parts.jpeg.snapshot(maxWidth),
      last: () => this.parts.jpeg.last,
    };
    capture.state$.subscribe((state) => {
      this.state = state;
      if (state === 'live') this.pipeline.noteSourceSize();
    });
  }

  get name(): string {
    return this.parts.name;
  }

  /** What it is made of now. */
  get parts(): LocalStreamEngineParts {
    return this.pipeline.parts;
  }

  get renditions$(): Observable<readonly RenditionDescription[]> {
    return this.pipelines.select(({ renditions$ }) => renditions$);
  }

  get ladder$(): Observable<LadderDescription> {
    return this.pipelines.select(({ parts }) => parts.ladder.description$);
  }

  get state$(): Observable<StreamState> {
    return this.parts.capture.state$;
  }

  /** The decoded sound; the source is open while there are subscribers. */
  get audioFrames$(): Observable<AudioFrame> {
    return this.waking(this.parts.audio?.audioFrames$ ?? EMPTY);
  }

  /** The packets of sound that all viewers get; the encoder runs while there are subscribers. */
  get encodedAudio$(): Observable<EncodedAudioFrame> {
    return this.waking(this.parts.audio?.encodedFrames$(audioRendition('opus')) ?? EMPTY);
  }

  /** What the application tells of its frames. */
  get metadata(): MetadataChannel {
    return this.parts.metadata;
  }

  /** Frames as they are encoded, on loan until the subscriber returns; the source is open while there are subscribers. */
  get frames$(): Observable<VideoFrame> {
    return this.waking(
      this.pipelines.select(({ parts }) => parts.feed.frames$.pipe(map(({ frame }) => frame))),
    );
  }

  describe(): StreamDescription {
    const { name, rtpClock, passthrough, ladder, audio, audioSync } = this.parts;
    const { wallClockOffsetUs, offset: rtpOffset } = rtpClock;
    return {
      name,
      tracks: [{ ...videoTrack, wallClockOffsetUs, rtpOffset }, ...(audio ? [audio.track] : [])],
      codecs: this.parts.codecs,
      passthroughEnabled: passthrough !== undefined,
      rungs: ladder.rungNames,
      adaptive: ladder.isAdaptive,
      audio: audio?.mode ?? false,
      audioSync,
    };
  }

  subscribe(key: RenditionKey, sink?: FrameSink): Subscription {
    const { audio } = this.parts;
    const hasSound = key.track === 'audio' && audio !== undefined;
    const subscription = hasSound ? audio.subscribe(key, sink) : this.pool.subscribe(key, sink);
    this.parts.capture.wake();
    return subscription;
  }

  /** The encoded frames that all viewers of this codec get; the encoder runs while there are subscribers. */
  encodedFrames$(codec: VideoCodec): Observable<EncodedFrame> {
    return this.waking(
      this.pipelines.select((pipeline) => {
        if (!pipeline.passesThrough(codec)) return this.encodedFramesOf(fullVideo(codec));
        return pipeline.renditions$.pipe(
          map((renditions) => selectBestRendition(codec, renditions, () => true)),
          distinctUntilChanged((one, other) => renditionKeyId(one) === renditionKeyId(other)),
          switchMap((key) => this.encodedFramesOf(key)),
        );
      }),
    );
  }

  async h264LevelIdc(waitMs: number): Promise<number> {
    const { capture, clock, announceH264Level } = this.parts;
    if (capture.info === undefined) {
      const opened = capture.opened().catch(() => undefined);
      await Promise.race([opened, clock.sleep(waitMs)]);
    }
    return announceH264Level(capture.info);
  }

  /** Whether viewers see more than a slate; see {@link findsSource}. Waits for that so many milliseconds. */
  findsSource(waitMs: number): Promise<boolean> {
    return findsSource(this.parts.capture, this.parts.clock.sleep(waitMs));
  }

  audio(waitMs: number): Promise<AudioDescription | undefined> {
    return this.parts.audio?.describe(waitMs) ?? Promise.resolve(undefined);
  }

  /**
   * Shows another colour space from the next frame on, or the colours as they are.
   *
   * @throws WebGearRtcError `WGR_COLORSPACE_UNAVAILABLE`
   */
  setColorspace(colorspace: Colorspace | undefined): void {
    const { stages, name } = this.parts;
    if (!stages.allowsColorspace)
      throw new WebGearRtcError('WGR_COLORSPACE_UNAVAILABLE', { streamName: name });
    stages.setColorspace(colorspace);
    this.pipeline.noteChangedFrames();
  }

  /** Draws these onto frames from the next one on. */
  setOverlay(overlays: readonly OverlaySettings[]): void {
    this.parts.stages.setOverlay(overlays);
    this.pipeline.noteChangedFrames();
  }

  /** Colour space and overlays as they were set last. */
  get shown(): Pick<ResolvedStreamOptions, 'colorspace' | 'overlay'> {
    const { colorspace, overlays } = this.parts.stages;
    return { colorspace, overlay: overlays };
  }

  /** Encoders aim at this rate from the next frame on. */
  setBitrate(bitrateBps: number | undefined): void {
    this.parts.ladder.setBitrate(bitrateBps);
  }

  /** Silence instead of the sound, for all viewers. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.parts.audio?.setMuted(muted);
  }

  stats(): StreamStats {
    const { capture, feed, stages, jpeg, ladder, audio } = this.parts;
    const transform = stages.transformStats();
    return {
      streamName: this.parts.name,
      state: this.closing === undefined ? this.state : 'closed',
      ...(capture.info && { source: sourceStats(capture.info) }),
      framesCaptured: capture.framesCaptured,
      framesDecoded: capture.framesDecoded,
      framesDropped: feed.framesDropped,
      ...(transform && { transform }),
      renditions: [
        ...this.pool
          .stats()
          // A viewer that waits to hear whether passthrough is possible uses nothing yet.
          .filter(({ passthrough, codec }) => !passthrough || !this.pipeline.isWaitedFor(codec))
          .toSorted(
            (one, other) => ladder.rungNames.indexOf(one.rung) - ladder.rungNames.indexOf(other.rung),
          ),
        ...(audio?.stats() ?? []),
      ],
      jpeg: jpeg.stats(),
    };
  }

  /** What is counted since it is there, of renditions that have ended as well. */
  totals(): StreamTotals {
    return totalsOf(this.parts, this.pool.totals());
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  /** All encoders make a key frame next. Of a source in passthrough none can be asked for. */
  requestKeyFrame(): void {
    for (const rendition of this.pool.renditions()) rendition.requestKeyFrame();
  }

  /**
   * Replaces everything after the source, with other options. Viewers go on with a key frame, and get the frames of before until
   * that is there. What was set while it ran, such as an overlay, stays set unless the options say otherwise.
   */
  reconfigure(options: ResolvedStreamOptions): void {
    const { parts } = this;
    if (this.closing !== undefined || parts.remake === undefined) return;
    const next = this.createPipeline(parts.remake(options, parts));
    const { audio } = next.parts;
    if (audio !== parts.audio) audio?.setMuted(this.muted);
    if (this.state === 'live') next.noteSourceSize();
    this.pipelines.replace(next, () => this.pool.renew());
  }

  private get pipeline(): StreamPipeline {
    return this.pipelines.value;
  }

  private createPipeline(parts: LocalStreamEngineParts): StreamPipeline {
    const pipeline: StreamPipeline = new StreamPipeline(parts, () =>
      this.pipeline === pipeline ? this.pool.renditions() : [],
    );
    return pipeline;
  }

  private encodedFramesOf(key: RenditionKey): Observable<EncodedFrame> {
    return new Observable((subscriber) => {
      const share = this.pool.acquire(key);
      share.rendition.requestKeyFrame();
      const subscription = share.rendition.encodedFrames$.subscribe(subscriber);
      subscription.add(() => share.release());
      return subscription;
    });
  }

  /** A source that has ended starts again for each subscriber. */
  private waking<T>(values$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      const subscription = values$.subscribe(subscriber);
      this.parts.capture.wake();
      return subscription;
    });
  }

  private async end(): Promise<void> {
    const { capture, audio, metadata } = this.parts;
    metadata.close();
    await capture.close();
    await this.pipelines.close();
    await Promise.all([this.pool.close(), audio?.close()]);
    await this.pipelines.complete();
  }
}
