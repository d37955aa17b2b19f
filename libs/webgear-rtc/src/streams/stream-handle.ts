import {
  delay,
  distinctUntilChanged,
  filter,
  interval,
  map,
  merge,
  startWith,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs';
import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import {
  assertLocal,
  type RegisteredStream,
  type VideoStreamRegistry,
} from '../broadcast/video-stream-registry.js';
import type { SubscriberFaults } from '../errors/subscriber-faults.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { RegistrationEvents } from '../events/registration-events.js';
import type { SourceFailure, ViewerJoined, ViewerLeft } from '../events/webgear-rtc-events.js';
import type { AnalysisFrame } from '../media/analysis-frame.js';
import type { AudioFrame, EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { FrameMoment, VideoFrame } from '../media/video-frame.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';
import type { AudioSelection, VideoSelection } from '../media/track-selection.js';
import type { Colorspace } from '../options/colorspace.js';
import { wholeNumber } from '../options/option-values.js';
import type { Overlay } from '../options/overlay.interface.js';
import { resolveOverlay } from '../options/resolve-overlay.js';
import { streamSchema } from '../options/stream-schema.js';
import { assertValue, parseOptions } from '../options/validate-options.js';
import type { PeerManager } from '../peers/peer-manager.interface.js';
import type { Clip, ClipRequest } from '../recording/clip.js';
import type { RecordedSegment } from '../recording/segment-folder.js';
import type { StreamRecording } from '../recording/stream-recording.js';
import type { StreamRecordings } from '../recording/stream-recordings.js';
import { assertKickOptions, type KickOptions } from '../peers/kicked-viewers.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import { StreamAnalysis } from './stream-analysis.js';

const statsIntervalMs = 1000;

/**
 * How an image of a stream is to be.
 *
 * @publicApi
 */
export interface SnapshotOptions {
  /**
   * Width in pixels, 16 to 8192; a smaller frame is not enlarged.
   *
   * @default that of the video
   */
  readonly width?: number;
}

/** What a handle works with. */
export interface StreamHandleParts {
  readonly registry: VideoStreamRegistry;
  readonly peers: PeerManager;
  readonly recordings: StreamRecordings;
  readonly events: RegistrationEvents;
  readonly faults: SubscriberFaults;
}

/**
 * One stream, as the application sees it: `service.stream('front')`.
 *
 * Of a stream of another machine it has the state, the viewers and the statistics; the rest throws `WGR_STREAM_ELSEWHERE`.
 *
 * It stays valid while the options of the stream change. Once the stream has been removed, its observables complete, and everything
 * but `name` and `isRemoved` throws `WGR_STREAM_REMOVED`, also where another stream has been added under the name.
 *
 * @publicApi
 */
export class StreamHandle {
  /** @internal */
  constructor(
    private readonly engine: RegisteredStream,
    private readonly parts: StreamHandleParts,
  ) {}

  /** Name of the stream; `default` for that of a registration which names none. */
  get name(): string {
    return this.engine.name;
  }

  /** Whether the stream has been removed. */
  get isRemoved(): boolean {
    return !this.parts.registry.has(this.engine);
  }

  /**
   * The state now. It does not start the stream.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get state(): StreamState {
    return this.live.stats().state;
  }

  /**
   * The state now, and each change; `closed` at last, when the stream is removed.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get state$(): Observable<StreamState> {
    const closed$ = this.removed$.pipe(map((): StreamState => 'closed'));
    return this.isolated(
      'state$',
      merge(this.live.state$, closed$).pipe(takeWhile((state) => state !== 'closed', true)),
    );
  }

  /**
   * Decoded frames as they are encoded: scaled, and with overlays. The source is open while there is a subscriber.
   *
   * A frame is valid until the subscriber returns; `clone()` it to keep it, and close the clone.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get frames$(): Observable<VideoFrame> {
    return this.ending('frames$', this.local.frames$);
  }

  /**
   * The smaller copies of the frames that the option `analysis` asks for, one after the other, the newest each time. They are made while
   * there is a subscriber. A copy is valid until the subscriber returns; use {@link analysisFrames} for work that takes longer.
   *
   * @throws WebGearRtcError `WGR_ANALYSIS_DISABLED`, `WGR_STREAM_REMOVED`
   */
  get analysis$(): Observable<AnalysisFrame> {
    return this.ending('analysis$', this.analysis.frames$);
  }

  /**
   * The same to be iterated, at the pace of the consumer: `for await (const frame of stream.analysisFrames())`. A copy is valid until the
   * next one is requested. Frames that come meanwhile are skipped and delay nobody. It ends with the stream.
   *
   * @throws WebGearRtcError `WGR_ANALYSIS_DISABLED`, `WGR_STREAM_REMOVED`
   */
  analysisFrames(): AsyncGenerator<AnalysisFrame, undefined> {
    return this.analysis.frames();
  }

  /**
   * The decoded sound of the source, at its own rate and with its own channels, whether or not it is muted. The source is open while
   * there is a subscriber, which must not change the samples. There is nothing of a source without sound, or with `audio: false`.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get audioFrames$(): Observable<AudioFrame> {
    return this.ending('audioFrames$', this.local.audioFrames$);
  }

  /**
   * The encoded frames that all viewers get, from a key frame on. The encoder runs while there is a subscriber.
   *
   * @param codec `h264` where left out
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  encodedFrames$(codec?: VideoCodec): Observable<EncodedFrame>;
  /**
   * The encoded frames of the video, as above.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  encodedFrames$(selection: Omit<VideoSelection, 'streamName'>): Observable<EncodedFrame>;
  /**
   * The packets of sound that all viewers get, of 20 ms unless the source has others, and silence in gaps. Of a source without sound
   * there are none, or silence with `audio: true`. There are none with `audio: false`. The encoder runs while there is a subscriber.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  encodedFrames$(selection: Omit<AudioSelection, 'streamName'>): Observable<EncodedAudioFrame>;
  encodedFrames$(
    selected: VideoCodec | Omit<VideoSelection, 'streamName'> | Omit<AudioSelection, 'streamName'> = 'h264',
  ): Observable<EncodedFrame> | Observable<EncodedAudioFrame> {
    const method = 'encodedFrames$';
    if (typeof selected === 'string') return this.ending(method, this.local.encodedFrames$(selected));
    if (selected.track === 'audio') return this.ending(method, this.local.encodedAudio$);
    return this.ending(method, this.local.encodedFrames$(selected.codec ?? 'h264'));
  }

  /**
   * Statistics of the stream now.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  stats(): StreamStats {
    return this.live.stats();
  }

  /**
   * {@link stats} now and once a second.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get stats$(): Observable<StreamStats> {
    const { live } = this;
    return this.ending(
      'stats$',
      interval(statsIntervalMs).pipe(
        startWith(0),
        map(() => live.stats()),
      ),
    );
  }

  /**
   * One frame as the bytes of a JPEG file, as viewers see it. It starts the stream and waits for a frame, at most eight seconds.
   *
   * @throws WebGearRtcError `WGR_NO_FRAME`, `WGR_STREAM_REMOVED`, `WGR_SHUTTING_DOWN`; `WGR_OPTION_INVALID` for the width
   */
  async snapshot({ width }: SnapshotOptions = {}): Promise<Buffer> {
    if (width !== undefined) assertValue(wholeNumber(16, 8192, ' pixels'), width, 'width');
    const { data } = await this.live.jpeg.snapshot(width);
    return data;
  }

  /**
   * A part of the stream as the bytes of an MP4 file, without encoding anything again; WebM for VP8 and VP9. What it has of the past needs
   * `lookBackMs` or `record`. It begins at a key frame, so up to one key frame interval earlier than was asked for.
   *
   * @throws WebGearRtcError `WGR_LOOK_BACK_DISABLED`, `WGR_CLIP_EMPTY`, `WGR_STREAM_REMOVED`; `WGR_OPTION_INVALID` for a length
   */
  async clip(request: ClipRequest = {}): Promise<Clip> {
    const length = wholeNumber(0, 300_000, ' milliseconds');
    for (const field of ['beforeMs', 'afterMs'] as const) {
      if (request[field] !== undefined) assertValue(length, request[field], field);
    }
    return this.recording.clip(request);
  }

  /**
   * A part of the recording as the bytes of an MP4 file; WebM for VP8 and VP9. It begins at the last key frame before `start`.
   *
   * @param durationMs in milliseconds, 1 to 300 000
   * @throws WebGearRtcError `WGR_LOOK_BACK_DISABLED` without `record`, `WGR_CLIP_EMPTY`, `WGR_STREAM_REMOVED`; `WGR_OPTION_INVALID`
   *   for the length
   */
  async recordedClip(start: Date, durationMs: number): Promise<Clip> {
    assertValue(wholeNumber(1, 300_000, ' milliseconds'), durationMs, 'durationMs');
    return this.recording.recordedClip(start.getTime(), durationMs);
  }

  /**
   * The files of the recording that have ended, oldest first; none without `record`.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  async segments(): Promise<readonly RecordedSegment[]> {
    return this.recording.list();
  }

  /**
   * Each file of the recording when it has ended.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get segments$(): Observable<RecordedSegment> {
    return this.ending('segments$', this.recording.segments$);
  }

  /**
   * Replaces the text and clocks on the video from the next frame on; `undefined` removes them. See
   * `StreamOptions.overlay`. A stream in passthrough is decoded and encoded while it has overlays.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`; `WGR_OPTION_INVALID` or `WGR_OPTION_UNKNOWN` for an invalid overlay
   */
  setOverlay(overlay: string | Overlay | readonly Overlay[] | undefined): void {
    const overlays = overlay === undefined ? [] : resolveOverlay(overlay, 'overlay');
    this.local.setOverlay(overlays);
  }

  /**
   * Shows another colour space from the next frame on; `undefined` restores the original colours. See
   * `StreamOptions.colorspace`.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`; `WGR_OPTION_INVALID` for an unknown name; `WGR_COLORSPACE_UNAVAILABLE`
   *   for a stream that FFGear reads
   */
  setColorspace(colorspace: Colorspace | undefined): void {
    parseOptions(streamSchema, { colorspace });
    this.local.setColorspace(colorspace);
  }

  /**
   * Sends silence instead of the sound to all viewers, until it is called with `false`. {@link audioFrames$} still has the sound.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  setMuted(muted: boolean): void {
    this.local.setMuted(muted);
  }

  /**
   * The viewers now, by WebRTC or `stream.mjpeg`.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  viewers(): readonly PeerSnapshot[] {
    const { name } = this.live;
    return this.parts.peers.snapshot().filter(({ streamName }) => streamName === name);
  }

  /**
   * The viewers now, by WebRTC or `stream.mjpeg`, and after each change.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get viewers$(): Observable<readonly PeerSnapshot[]> {
    const { name } = this.live;
    const viewers$ = this.parts.peers.peers$.pipe(
      map((peers) => peers.filter(({ streamName }) => streamName === name)),
      // Viewers of other streams have come or gone.
      distinctUntilChanged((before, after) => before.length === 0 && after.length === 0),
    );
    return this.ending('viewers$', viewers$);
  }

  /**
   * Each viewer that joins, by WebRTC or `stream.mjpeg`.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get viewerJoined$(): Observable<ViewerJoined> {
    return this.ending('viewerJoined$', this.own(this.parts.events.viewerJoined$));
  }

  /**
   * Each viewer that had joined and is gone, with the reason and what it was sent; those that the removal of the stream ends
   * among them.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get viewerLeft$(): Observable<ViewerLeft> {
    // They are closed once the stream is no longer there.
    const ended$ = this.removed$.pipe(delay(0));
    return this.isolated('viewerLeft$', this.own(this.parts.events.viewerLeft$).pipe(takeUntil(ended$)));
  }

  /**
   * Each failure of the source: it could not be opened, or was lost.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  get sourceFailed$(): Observable<SourceFailure> {
    return this.ending('sourceFailed$', this.own(this.parts.events.sourceFailed$));
  }

  /**
   * Ends all viewers, those of `stream.mjpeg` among them, and returns their number. Their players come back unless something refuses them; with an
   * object they do not by themselves, and are kept out for `forMs`: see `WebGearRtcService.kick()`.
   *
   * @param how the reason for the log, or how they are removed
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`; `WGR_OPTION_INVALID` for a length
   */
  closeViewers(how?: string | KickOptions): number {
    const { peers } = this.parts;
    const { name } = this.live;
    if (typeof how !== 'object') return peers.closeAll(name, how);
    assertKickOptions(how);
    return peers.kickAll(name, how);
  }

  /**
   * Tells the pages of viewers something of a frame. See `WebGearRtcService.publishMetadata()`.
   *
   * @param moment a frame, `{ frame }`, or `{ captureTime }` as a time of the wall clock; without it, the frame captured next
   * @returns whether anybody listens
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`, `WGR_METADATA_INVALID`, `WGR_METADATA_TOO_LARGE`
   */
  publishMetadata(value: unknown, moment?: FrameMoment): boolean {
    return this.local.metadata.publish(value, moment);
  }

  /**
   * Has every running encoder of the stream make its next frame a key frame. Of a source whose own frames are sent none can be asked
   * for.
   *
   * @throws WebGearRtcError `WGR_STREAM_REMOVED`
   */
  requestKeyFrame(): void {
    this.local.requestKeyFrame();
  }

  private get analysis(): StreamAnalysis {
    return new StreamAnalysis(this.local, this.removed$);
  }

  private get recording(): StreamRecording {
    return this.parts.recordings.get(this.live.name);
  }

  private get live(): RegisteredStream {
    if (this.isRemoved) throw new WebGearRtcError('WGR_STREAM_REMOVED', { streamName: this.name });
    return this.engine;
  }

  /** For what can only be done where the stream is made. */
  private get local(): LocalStreamEngine {
    return assertLocal(this.live);
  }

  private get removed$(): Observable<unknown> {
    return this.parts.registry.changes$.pipe(
      filter(({ kind, stream }) => kind === 'removed' && stream === this.engine),
    );
  }

  private own<T extends { readonly streamName: string }>(events$: Observable<T>): Observable<T> {
    const { name } = this.live;
    return events$.pipe(filter(({ streamName }) => streamName === name));
  }

  private ending<T>(method: string, values$: Observable<T>): Observable<T> {
    return this.isolated(method, values$.pipe(takeUntil(this.removed$)));
  }

  private isolated<T>(method: string, values$: Observable<T>): Observable<T> {
    return this.parts.faults.isolate(values$, method, `Stream "${this.name}": `);
  }
}
