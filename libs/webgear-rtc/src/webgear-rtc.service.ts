import { Inject, Injectable, Logger } from '@nestjs/common';
import { interval, map, startWith, type Observable } from 'rxjs';
import type { LocalStreamEngine } from './broadcast/local-stream-engine.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import type { AudioFrame, EncodedAudioFrame } from './media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from './media/encoded-frame.js';
import type { AudioSelection, VideoSelection } from './media/track-selection.js';
import type { VideoFrame } from './media/video-frame.js';
import type { Colorspace } from './options/colorspace.js';
import type { Overlay } from './options/overlay.interface.js';
import { resolveOverlay } from './options/resolve-overlay.js';
import { streamSchema } from './options/stream-schema.js';
import type { StreamState, StreamStats } from './media/stream-stats.js';
import { parseOptions } from './options/validate-options.js';
import { type PeerManager, PEER_MANAGER } from './peers/peer-manager.interface.js';
import type { PeerSnapshot } from './peers/peer-snapshot.interface.js';
import { IsolatedObservable, type ReportThrown } from './errors/isolated-observable.js';

import { ThrottledErrorLog } from './errors/throttled-error-log.js';

const statsIntervalMs = 1000;
const logger = new Logger('WebGearRtc');

/**
 * One registration of the module, as the application sees it.
 *
 * Methods take the name of a stream; without one they mean the first.
 *
 * @publicApi
 */
@Injectable()
export class WebGearRtcService {
  private readonly reports = new Map<string, ReportThrown>();

  /** @internal */
  constructor(
    @Inject(PEER_MANAGER) private readonly peerManager: PeerManager,
    @Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry,
  ) {}

  /** The viewers of all streams: now, and after each change. */
  get peers$(): Observable<readonly PeerSnapshot[]> {
    return this.isolated('peers$', this.peerManager.peers$);
  }

  /** The viewers of all streams now. */
  get peers(): readonly PeerSnapshot[] {
    return this.peerManager.snapshot();
  }

  /**
   * The state of a stream now, and each change.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  state$(streamName?: string): Observable<StreamState> {
    return this.isolatedOf('state$', streamName, ({ state$ }) => state$);
  }

  /**
   * Decoded frames as they are encoded: scaled, and with overlays. The source is open while there is a subscriber.
   *
   * A frame is valid until the subscriber returns; `clone()` it to keep it, and close the clone.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  frames$(streamName?: string): Observable<VideoFrame> {
    return this.isolatedOf('frames$', streamName, ({ frames$ }) => frames$);
  }

  /**
   * The decoded sound of the source, at its own rate and with its own channels, whether or not it is muted. The source is open while
   * there is a subscriber, which must not change the samples. There is nothing of a source without sound, or with `audio: false`.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  audioFrames$(streamName?: string): Observable<AudioFrame> {
    return this.isolatedOf('audioFrames$', streamName, (stream) => stream.audioFrames$);
  }

  /**
   * The encoded frames that all viewers get, from a key frame on. The encoder runs while there is a subscriber.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(codec?: VideoCodec, streamName?: string): Observable<EncodedFrame>;
  /**
   * The encoded frames of the video, as above.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(selection: VideoSelection): Observable<EncodedFrame>;
  /**
   * The packets of sound that all viewers get, of 20 ms unless the source has others, and silence in gaps. Of a source without sound
   * there are none, or silence with `audio: true`. There are none with `audio: false`. The encoder runs while there is a subscriber.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  encodedFrames$(selection: AudioSelection): Observable<EncodedAudioFrame>;
  encodedFrames$(
    selected: VideoCodec | VideoSelection | AudioSelection = 'h264',
    streamName?: string,
  ): Observable<EncodedFrame> | Observable<EncodedAudioFrame> {
    const method = 'encodedFrames$';
    if (typeof selected === 'string') {
      return this.isolatedOf(method, streamName, (stream) => stream.encodedFrames$(selected));
    }
    if (selected.track === 'audio') {
      return this.isolatedOf(method, selected.streamName, (stream) => stream.encodedAudio$);
    }
    const { codec = 'h264' } = selected;
    return this.isolatedOf(method, selected.streamName, (stream) => stream.encodedFrames$(codec));
  }

  /**
   * Statistics of a stream.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  stats(streamName?: string): StreamStats {
    return this.stream(streamName).stats();
  }

  /**
   * {@link stats} now and once a second.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  stats$(streamName?: string): Observable<StreamStats> {
    return this.isolatedOf('stats$', streamName, (stream) =>
      interval(statsIntervalMs).pipe(
        startWith(0),
        map(() => stream.stats()),
      ),
    );
  }

  /**
   * Shows another colour space from the next frame on; `undefined` restores the original colours. See
   * `StreamOptions.colorspace`.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`; `WGR_OPTION_INVALID` for an unknown name;
   *   `WGR_COLORSPACE_UNAVAILABLE` for a stream that FFGear reads
   */
  setColorspace(colorspace: Colorspace | undefined, streamName?: string): void {
    parseOptions(streamSchema, { colorspace });
    this.stream(streamName).setColorspace(colorspace);
  }

  /**
   * Replaces the text and clocks on the video from the next frame on; `undefined` removes them. See
   * `StreamOptions.overlay`. A stream in passthrough is decoded and encoded while it has overlays.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`; `WGR_OPTION_INVALID` or `WGR_OPTION_UNKNOWN` for an invalid overlay
   */
  setOverlay(overlay: string | Overlay | readonly Overlay[] | undefined, streamName?: string): void {
    const overlays = overlay === undefined ? [] : resolveOverlay(overlay, 'overlay');
    this.stream(streamName).setOverlay(overlays);
  }

  /**
   * Sends silence instead of the sound to all viewers of a stream, until it is called with `false`. {@link audioFrames$} still has
   * the sound.
   *
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  setMuted(muted: boolean, streamName?: string): void {
    this.stream(streamName).setMuted(muted);
  }

  /** Closes the sessions of all viewers of a stream, and returns their number. */
  closeAll(streamName?: string): number {
    return this.peerManager.closeAll(this.stream(streamName).name);
  }

  private isolatedOf<T>(
    method: string,
    streamName: string | undefined,
    of: (stream: LocalStreamEngine) => Observable<T>,
  ): Observable<T> {
    const stream = this.stream(streamName);
    return this.isolated(method, of(stream), `Stream "${stream.name}": `);
  }

  /** Exceptions of subscribers are logged. They neither end the process nor keep other subscribers from a frame. */
  private isolated<T>(method: string, values$: Observable<T>, prefix = ''): Observable<T> {
    const place = `${prefix}a subscriber of ${method} threw: `;
    let report = this.reports.get(place);
    if (report === undefined) {
      const errors = new ThrottledErrorLog(logger, place);
      report = (error) => errors.report(error);
      this.reports.set(place, report);
    }
    return IsolatedObservable.of(values$, report);
  }

  private stream(streamName?: string): LocalStreamEngine {
    return streamName === undefined ? this.streams.first : this.streams.get(streamName);
  }
}
