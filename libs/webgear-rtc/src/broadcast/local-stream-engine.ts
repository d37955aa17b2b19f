import { concat, distinctUntilChanged, EMPTY, map, NEVER, Observable, of, switchMap, tap } from 'rxjs';
import { codecNames, codecs } from '../codecs/codecs.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import {
  audioRendition,
  fullVideo,
  renditionKeyId,
  sourceVideoOf,
  type MediaCodec,
  type RenditionKey,
  videoTrack,
} from '../media/rendition-key.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';
import type { VideoFrame } from '../media/video-frame.js';
import type { Colorspace } from '../options/colorspace.js';
import type { StreamFrame } from '../pipeline/latest-frame-slot.js';
import type { OverlaySettings } from '../options/resolved-options.interface.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { JpegBroadcast } from './jpeg/jpeg-broadcast.js';
import { StreamAdaptation } from './ladder/stream-adaptation.js';
import { PassthroughMonitor } from './passthrough/passthrough-monitor.js';
import type { PassthroughRendition } from './passthrough/passthrough-rendition.js';
import { selectBestRendition } from './viewer-subscription.js';
import type { EncodedRendition } from './encoded-rendition.js';
import type { LocalStreamEngineParts } from './local-stream-engine-parts.js';
import { RenditionPool } from './rendition-pool.js';
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

/** A stream that is made in this thread. Nothing runs while nobody uses it. */
export class LocalStreamEngine implements StreamEngine {
  readonly renditions$: Observable<readonly RenditionDescription[]>;
  private readonly pool: RenditionPool<EncodedRendition | PassthroughRendition>;
  private readonly monitor: PassthroughMonitor | undefined;
  private readonly adaptation: StreamAdaptation;
  private state: StreamState = 'idle';
  /** The source that the ladder has been told the size of. */
  private sizedFor: VideoSourceInfo | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: LocalStreamEngineParts) {
    const { capture, clock, passthrough, onError } = parts;
    this.pool = new RenditionPool({ create: (key) => this.create(key), clock, onError });
    this.monitor =
      passthrough &&
      new PassthroughMonitor({
        ...passthrough,
        capture,
        onFrame: (frame) => this.passThrough(frame),
        onError,
      });
    this.renditions$ =
      this.monitor?.description$.pipe(map((description) => [description])) ?? concat(of([]), NEVER);
    this.adaptation = new StreamAdaptation(parts.ladder, () => this.pool.renditions());
    capture.state$.subscribe((state) => {
      this.state = state;
      if (state === 'live') this.noteSourceSize();
    });
  }

  get name(): string {
    return this.parts.name;
  }

  get ladder$(): Observable<LadderDescription> {
    return this.parts.ladder.description$;
  }

  get state$(): Observable<StreamState> {
    return this.parts.capture.state$;
  }

  /** See {@link LocalStreamEngineParts.jpeg}. */
  get jpeg(): JpegBroadcast {
    return this.parts.jpeg;
  }

  /** The decoded sound; the source is open while there are subscribers. */
  get audioFrames$(): Observable<AudioFrame> {
    return this.waking(this.parts.audio?.audioFrames$ ?? EMPTY);
  }

  /** The packets of sound that all viewers get; the encoder runs while there are subscribers. */
  get encodedAudio$(): Observable<EncodedAudioFrame> {
    return this.waking(this.parts.audio?.encodedFrames$(audioRendition('opus')) ?? EMPTY);
  }

  /** Frames as they are encoded, on loan until the subscriber returns; the source is open while there are subscribers. */
  get frames$(): Observable<VideoFrame> {
    return this.waking(this.parts.feed.frames$.pipe(map(({ frame }) => frame)));
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
    if (!codecs[codec].passesThrough || this.monitor === undefined)
      return this.waking(this.encodedFramesOf(fullVideo(codec)));
    return this.waking(
      this.renditions$.pipe(
        map((renditions) => selectBestRendition(codec, renditions, () => true)),
        distinctUntilChanged((one, other) => renditionKeyId(one) === renditionKeyId(other)),
        switchMap((key) => this.encodedFramesOf(key)),
      ),
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
    this.monitor?.setFramesAreChanged(stages.changesFrames);
  }

  /** Draws these onto frames from the next one on. */
  setOverlay(overlays: readonly OverlaySettings[]): void {
    const { stages } = this.parts;
    stages.setOverlay(overlays);
    this.monitor?.setFramesAreChanged(stages.changesFrames);
  }

  /** Silence instead of the sound, for all viewers. */
  setMuted(muted: boolean): void {
    this.parts.audio?.setMuted(muted);
  }

  stats(): StreamStats {
    const { capture, feed, stages, jpeg, ladder, audio } = this.parts;
    const { info } = capture;
    const transform = stages.transformStats();
    // A viewer that waits to hear whether passthrough is possible uses nothing yet.
    const { monitor } = this;
    const isHidden = (codec: MediaCodec): boolean => monitor?.isAvailable !== true || monitor.codec !== codec;
    return {
      streamName: this.parts.name,
      state: this.closing === undefined ? this.state : 'closed',
      ...(info && { source: sourceStats(info) }),
      framesCaptured: capture.framesCaptured,
      framesDecoded: capture.framesDecoded,
      framesDropped: feed.framesDropped,
      ...(transform && { transform }),
      renditions: [
        ...this.pool
          .stats()
          .filter(({ passthrough, codec }) => !passthrough || !isHidden(codec))
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
    this.closing ??= this.end();
    return this.closing;
  }

  private create(key: RenditionKey): EncodedRendition | PassthroughRendition {
    const { name, feed, createRendition, passthrough, ladder } = this.parts;
    const rendition = renditionKeyId(key);
    if (key.track !== 'video') {
      throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName: name, rendition });
    }
    const isSource = codecNames.includes(key.codec) && rendition === renditionKeyId(sourceVideoOf(key.codec));
    if (passthrough !== undefined && isSource && codecs[key.codec].passesThrough) {
      return this.createPassthrough(key.codec, passthrough.createRendition(key.codec));
    }
    const isKnown = ladder.rungNames.includes(key.rung) && codecNames.includes(key.codec);
    if (!isKnown) {
      throw new WebGearRtcError('WGR_RENDITION_UNKNOWN', { streamName: name, rendition });
    }
    const encode = createRendition(key);
    this.adaptation.onEncoderAdded();
    encode.encoder.feedFrom(feed.frames$.pipe(tap((frame) => this.onStreamFrame(frame))));
    return encode;
  }

  private onStreamFrame({ frame, isSlate }: StreamFrame): void {
    if (!isSlate) this.parts.ladder.setSize(frame);
    this.adaptation.onFrame(this.parts.clock.nowUs());
  }

  private passThrough(frame: EncodedFrame): void {
    this.adaptation.onFrame(this.parts.clock.nowUs());
    const rendition = this.pool.get(sourceVideoOf(frame.codec)) as PassthroughRendition | undefined;
    rendition?.push(frame);
  }

  private noteSourceSize(): void {
    const { capture, ladder, processedSize } = this.parts;
    if (capture.info === undefined || capture.info === this.sizedFor) return;
    this.sizedFor = capture.info;
    ladder.setSize(processedSize(capture.info));
  }

  private createPassthrough(codec: VideoCodec, rendition: PassthroughRendition): PassthroughRendition {
    const { monitor } = this;
    const source = this.renditions$.subscribe();
    rendition.feedFrom({
      source,
      delivers: () => monitor?.isAvailable === true && monitor.codec === codec,
      bitrateBps: () => monitor?.bitrateBps,
    });
    if (rendition.delivers) for (const frame of this.parts.capture.encodedGop.frames) rendition.push(frame);
    return rendition;
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
    const { capture, feed, jpeg, ladder, audio } = this.parts;
    await capture.close();
    await feed.close();
    this.monitor?.close();
    ladder.close();
    await Promise.all([this.pool.close(), audio?.close()]);
    await jpeg.close();
    feed.complete();
  }
}
