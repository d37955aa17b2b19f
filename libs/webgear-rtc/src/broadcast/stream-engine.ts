import type { Observable } from 'rxjs';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey, Track } from '../media/rendition-key.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';

/** One receiver of a rendition. */
export interface FrameSink {
  /** How many viewers stand behind it; 1 where left out. A worker is one sink for all its viewers. */
  readonly viewers?: number;
  /** Takes a frame without waiting; `false` when it could not, after which the next frame it gets is a key frame. */
  sendFrame(frame: PacketizedFrame): boolean;
}

/** A track and the two numbers that make its RTP clock the same in any thread or process. */
export interface TrackDescription extends Track {
  /** What to add to a capture time for microseconds since 1970. */
  readonly wallClockOffsetUs: number;
  /** RTP timestamp of capture time 0. */
  readonly rtpOffset: number;
}

/** What does not change about a stream. Serialisable. */
export interface StreamDescription {
  readonly name: string;
  readonly tracks: readonly TrackDescription[];
  /** Codecs that viewers are served with, best first. */
  readonly codecs: readonly VideoCodec[];
  /** Whether viewers may get the source's own H.264. */
  readonly passthroughEnabled: boolean;
}

/** A rendition that a viewer may be served from. Serialisable. */
export interface RenditionDescription {
  readonly key: RenditionKey;
  /** `unknown` until the source has said what it is. Nobody is served from one that is `unavailable`. */
  readonly availability: 'unknown' | 'available' | 'unavailable';
  /** First four hex digits of its H.264 profile-level-id, where it is not what our encoder writes. */
  readonly h264Profile?: string;
}

/** A reference-counted share in a rendition: while anyone has one, the source is open and the encoder runs. */
export interface Subscription {
  /** Requests a key frame unless one is cached, so that a sink attached next can start at once. */
  prepare(): void;
  /** Starts the delivery, from a key frame on. A second call, or one after {@link release}, does nothing. */
  attach(sink: FrameSink): void;
  /** The receiver needs a key frame. */
  requestKeyFrame(): void;
  /**
   * Changes to another rendition at its next key frame; until then frames of the current one go on. A second call replaces
   * the first. RTP timestamps go on, since all renditions of a track share one RTP clock.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`, which leaves everything as it is
   */
  switchTo(key: RenditionKey): void;
  /** Frames the sink did not get. */
  framesDropped(): number;
  /** Ends delivery and share. A second call does nothing. */
  release(): void;
}

/** All media of one stream, whether it is made in this thread or in another. */
export interface StreamEngine {
  readonly name: string;
  describe(): StreamDescription;
  /**
   * Which renditions a viewer may be served from: now, and after each change. Where passthrough is enabled, the source is open
   * while there are subscribers, since what it gives is not known before. Encodes are not listed: they are always there.
   */
  readonly renditions$: Observable<readonly RenditionDescription[]>;
  /**
   * The H.264 `level_idc` to put into an answer.
   *
   * @param waitMs how long the answer may wait for the source to say its size
   */
  h264LevelIdc(waitMs: number): Promise<number>;
  /**
   * Takes a share in a rendition and starts whatever that needs; a source that has ended starts again.
   *
   * @param sink where frames go from now on; {@link Subscription.attach} names it later where left out
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  subscribe(key: RenditionKey, sink?: FrameSink): Subscription;
  /** The state now, and each change. */
  readonly state$: Observable<StreamState>;
  stats(): StreamStats;
  /** Ends everything. A second call waits for the first. */
  close(): Promise<void>;
}
