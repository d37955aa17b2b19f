import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { SubscriberFaults } from './errors/subscriber-faults.js';
import { ModuleLogger } from './log/module-logger.js';
import { RegistrationEvents } from './events/registration-events.js';
import type {
  SourceFailure,
  StreamStateChange,
  ViewerJoined,
  ViewerLeft,
} from './events/webgear-rtc-events.js';
import type { AudioFrame, EncodedAudioFrame } from './media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from './media/encoded-frame.js';
import type { FrameMoment, VideoFrame } from './media/video-frame.js';
import type { AudioSelection, VideoSelection } from './media/track-selection.js';
import type { ViewPermission, ViewRequest } from './options/access-options.interface.js';
import type { Colorspace } from './options/colorspace.js';
import type { Overlay } from './options/overlay.interface.js';
import type { StreamOptions } from './options/stream-options.interface.js';
import type { StreamUpdate } from './options/streams-provider.js';
import type { WebGearRtcOptions } from './options/webgear-rtc-options.interface.js';
import type { StreamState, StreamStats } from './media/stream-stats.js';
import { assertKickOptions, type KickOptions } from './peers/kicked-viewers.js';
import { type PeerManager, PEER_MANAGER } from './peers/peer-manager.interface.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { ViewLinks, type SignUrlOptions } from './signaling/access/view-links.service.js';
import { StreamRecordings } from './recording/stream-recordings.js';
import { ProvidedStreams } from './streams/provided-streams.js';
import { StreamHandle } from './streams/stream-handle.js';
import { streamSummaries, summariesOf, type StreamSummary } from './streams/stream-summaries.js';
import { StreamSet } from './streams/stream-set.js';

/**
 * One registration of the module, as the application sees it.
 *
 * @publicApi
 */
@Injectable()
export class WebGearRtcService {
  private readonly faults: SubscriberFaults;

  /** @internal */
  constructor(
    @Inject(PEER_MANAGER) private readonly peerManager: PeerManager,
    @Inject(VideoStreamRegistry) private readonly registry: VideoStreamRegistry,
    @Inject(StreamSet) private readonly set: StreamSet,
    @Inject(ProvidedStreams) private readonly provided: ProvidedStreams,
    @Inject(StreamRecordings) private readonly recordings: StreamRecordings,
    @Inject(ViewLinks) private readonly links: ViewLinks,
    @Inject(RegistrationEvents) private readonly events: RegistrationEvents,
    @Inject(ModuleLogger) logger: ModuleLogger,
  ) {
    this.faults = new SubscriberFaults(logger);
  }

  /** The streams now, with their states. */
  get streams(): readonly StreamSummary[] {
    return summariesOf(this.registry);
  }

  /**
   * The streams and their states: now, and after each change. A provider of streams that has not been asked yet is asked for the
   * first subscriber.
   */
  get streams$(): Observable<readonly StreamSummary[]> {
    return this.faults.isolate(
      streamSummaries(this.registry, () => this.provided.load()),
      'streams$',
    );
  }

  /** The viewers of all streams, by WebRTC or `stream.mjpeg`: now, and after each change. */
  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.faults.isolate(this.peerManager.peers$, 'peers$');
  }

  /** The viewers of all streams now, by WebRTC or `stream.mjpeg`: {@link PeerSnapshot.mode} tells which. */
  get peers(): readonly PeerSnapshot[] {
    return this.peerManager.snapshot();
  }

  /** Each viewer that joins a stream, by WebRTC or `stream.mjpeg`: it is connected, and video is sent to it. */
  get viewerJoined$(): Observable<ViewerJoined> {
    return this.faults.isolate(this.events.viewerJoined$, 'viewerJoined$');
  }

  /** Each viewer that had joined and is gone, with the reason and what it was sent. */
  get viewerLeft$(): Observable<ViewerLeft> {
    return this.faults.isolate(this.events.viewerLeft$, 'viewerLeft$');
  }

  /** Each change of the state of a stream; `closed` when it has been removed. */
  get streamState$(): Observable<StreamStateChange> {
    return this.faults.isolate(this.events.streamState$, 'streamState$');
  }

  /** Each failure of a source: it could not be opened, or was lost. */
  get sourceFailed$(): Observable<SourceFailure> {
    return this.faults.isolate(this.events.sourceFailed$, 'sourceFailed$');
  }

  /**
   * A stream, to read its frames and statistics and to change what it shows.
   *
   * @param name the first stream where left out
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  stream(name?: string): StreamHandle {
    const engine = name === undefined ? this.registry.first : this.registry.get(name);
    const { registry, peerManager: peers, recordings, events, faults } = this;
    return new StreamHandle(engine, { registry, peers, recordings, events, faults });
  }

  /**
   * Makes a link to a stream that is valid for a time, whatever `authorize` says: for its page, its video, its images and its
   * recording. Guards of the application still run; {@link viewLinkOf} tells them of a link.
   *
   * @param streamName `default` for the stream of a registration that names none
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`; `WGR_OPTION_INVALID` for a wrong option
   */
  signUrl(streamName: string, options: SignUrlOptions): string {
    // A provider of streams may not have been asked yet.
    if (this.provided.isLoaded) this.registry.get(streamName);
    return this.links.url(streamName, options);
  }

  /**
   * What the link grants by which a request came, for guards of the application; `undefined` for a request without a link, and for
   * one whose link is not valid for the stream.
   *
   * @param streamName as `getStreamName(context)` returns it
   */
  viewLinkOf(request: ViewRequest, streamName: string): ViewPermission | undefined {
    return this.links.find(request, streamName);
  }

  /**
   * Ends a viewer. Its player says so and does not return by itself; its viewer can start it again, unless `forMs`
   * keeps out all sessions of the viewer, or of its address where it has no identity.
   *
   * @param peerId of its `PeerSnapshot`
   * @returns whether there was such a viewer
   * @throws WebGearRtcError `WGR_OPTION_INVALID` for a wrong option
   */
  kick(peerId: string, options: KickOptions = {}): boolean {
    assertKickOptions(options);
    return this.peerManager.kick(peerId, options);
  }

  /**
   * Adds a stream: its page, its routes and its place in the list are there when the promise resolves. The options that stand beside
   * `streams` hold for it too. The source is opened for the first viewer.
   *
   * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`, `WGR_STREAM_EXISTS`, `WGR_STREAMS_UNNAMED`, `WGR_PATH_TAKEN`,
   *   `WGR_CUSTOM_STREAM_INVALID`, `WGR_PACKAGE_MISSING`, `WGR_SHUTTING_DOWN`
   */
  async addStream(name: string, options: StreamOptions): Promise<StreamHandle> {
    await this.set.add(name, options);
    return this.stream(name);
  }

  /**
   * Changes options of a stream; those that are not named stay. One that is `undefined` becomes what stands beside `streams`, or its
   * default; a `source` replaces a `customStream`, and the reverse. Viewers stay connected. Which options they notice is told in the
   * guide "Cameras at run time".
   *
   * @param name `default` for the stream of a registration that names none
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`, `WGR_CUSTOM_STREAM_INVALID`,
   *   `WGR_PACKAGE_MISSING`, `WGR_SHUTTING_DOWN`; the stream stays as it is then
   */
  async updateStream(name: string, options: StreamUpdate): Promise<StreamHandle> {
    await this.set.update(name, options);
    return this.stream(name);
  }

  /**
   * Removes a stream: closes its viewers and frees all it has. Its page and its routes answer 404 from now on.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_STREAMS_UNNAMED`, `WGR_SHUTTING_DOWN`
   */
  async removeStream(name: string): Promise<void> {
    await this.set.remove(name);
  }

  /**
   * Asks the provider of the option `streams` again, and adds, updates and removes streams so that they are those it names. Streams that
   * {@link addStream} has added stay. Without a provider it does nothing.
   *
   * @throws WebGearRtcError `WGR_STREAMS_UNAVAILABLE` with the reason of the provider, when nothing has changed;
   *   `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN` for the first stream that is not valid, when all others follow
   */
  async refreshStreams(): Promise<void> {
    await this.provided.refresh();
  }

  /**
   * Has the streams follow other options of the registration, as after a change of a config file: those that are stated no more are
   * removed, others added or updated. Streams that {@link addStream} has added stay. Options that are not valid change nothing.
   *
   * @returns names of the options that have changed and take effect at the next start only, such as `udpPort`
   * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`, `WGR_STREAM_EXISTS`, `WGR_CUSTOM_STREAM_INVALID`,
   *   `WGR_PACKAGE_MISSING`, `WGR_SHUTTING_DOWN`
   */
  async applyOptions(options: WebGearRtcOptions): Promise<readonly string[]> {
    return this.set.follow(options);
  }

  /**
   * Tells the pages of viewers something of a frame, for example what a detector found in it: players show it together with that
   * frame. At most 30 messages per second and stream are sent; a newer one replaces one that waits. Without listeners the value is
   * ignored, and nothing is kept for those that come later.
   *
   * @param streamName the first stream where `undefined`
   * @param value what JSON can hold, 16,384 bytes of it at most; `{ boxes: […] }` is drawn by players with `overlay`
   * @param moment a frame, `{ frame }`, or `{ captureTime }` as a time of the wall clock; without it, the frame captured next
   * @returns whether anybody listens
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`, `WGR_METADATA_INVALID`, `WGR_METADATA_TOO_LARGE`
   */
  publishMetadata(streamName: string | undefined, value: unknown, moment?: FrameMoment): boolean {
    return this.stream(streamName).publishMetadata(value, moment);
  }

  /**
   * The state of a stream now, and each change.
   *
   * @deprecated `stream(name).state$`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  state$(streamName?: string): Observable<StreamState> {
    return this.stream(streamName).state$;
  }

  /**
   * Decoded frames as they are encoded.
   *
   * @deprecated `stream(name).frames$`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  frames$(streamName?: string): Observable<VideoFrame> {
    return this.stream(streamName).frames$;
  }

  /**
   * The decoded sound of the source.
   *
   * @deprecated `stream(name).audioFrames$`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  audioFrames$(streamName?: string): Observable<AudioFrame> {
    return this.stream(streamName).audioFrames$;
  }

  /**
   * The encoded frames that all viewers get, from a key frame on.
   *
   * @deprecated `stream(name).encodedFrames$(codec)`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(codec?: VideoCodec, streamName?: string): Observable<EncodedFrame>;
  /**
   * The encoded frames of the video, as above.
   *
   * @deprecated `stream(name).encodedFrames$({ track: 'video' })`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(selection: VideoSelection): Observable<EncodedFrame>;
  /**
   * The packets of sound that all viewers get.
   *
   * @deprecated `stream(name).encodedFrames$({ track: 'audio' })`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(selection: AudioSelection): Observable<EncodedAudioFrame>;
  encodedFrames$(
    selected: VideoCodec | VideoSelection | AudioSelection = 'h264',
    streamName?: string,
  ): Observable<EncodedFrame> | Observable<EncodedAudioFrame> {
    if (typeof selected === 'string') return this.stream(streamName).encodedFrames$(selected);
    const stream = this.stream(selected.streamName);
    return selected.track === 'audio' ? stream.encodedFrames$(selected) : stream.encodedFrames$(selected);
  }

  /**
   * Statistics of a stream.
   *
   * @deprecated `stream(name).stats()`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  stats(streamName?: string): StreamStats {
    return this.stream(streamName).stats();
  }

  /**
   * {@link stats} now and once a second.
   *
   * @deprecated `stream(name).stats$`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  stats$(streamName?: string): Observable<StreamStats> {
    return this.stream(streamName).stats$;
  }

  /**
   * Shows another colour space from the next frame on.
   *
   * @deprecated `stream(name).setColorspace(colorspace)`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`; `WGR_OPTION_INVALID` for an unknown name;
   *   `WGR_COLORSPACE_UNAVAILABLE` for a stream that FFGear reads
   */
  setColorspace(colorspace: Colorspace | undefined, streamName?: string): void {
    this.stream(streamName).setColorspace(colorspace);
  }

  /**
   * Replaces the text and clocks on the video from the next frame on.
   *
   * @deprecated `stream(name).setOverlay(overlay)`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`; `WGR_OPTION_INVALID` or `WGR_OPTION_UNKNOWN` for an invalid overlay
   */
  setOverlay(overlay: string | Overlay | readonly Overlay[] | undefined, streamName?: string): void {
    this.stream(streamName).setOverlay(overlay);
  }

  /**
   * Sends silence instead of the sound to all viewers of a stream, until it is called with `false`.
   *
   * @deprecated `stream(name).setMuted(muted)`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  setMuted(muted: boolean, streamName?: string): void {
    this.stream(streamName).setMuted(muted);
  }

  /**
   * Closes the sessions of all viewers of a stream, and returns their number.
   *
   * @deprecated `stream(name).closeViewers()`
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  closeAll(streamName?: string): number {
    return this.stream(streamName).closeViewers();
  }
}
