import type { Observable } from 'rxjs';
import type { AudioCodec } from '../media/audio-frame.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey, Track } from '../media/rendition-key.js';
import type { StreamState, StreamStats } from '../media/stream-stats.js';
import type { AudioMode } from '../options/audio-mode.js';

/** One receiver of a rendition. */
export interface FrameSink {
  /** How many viewers stand behind it; 1 where left out. A worker is one sink for all its viewers. */
  readonly viewers?: number;
  /** What the path to it carries, in bits per second; `undefined` while that is unknown. Read by the rendition. */
  readonly bandwidthBps?: number | undefined;
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

/** One step of the quality ladder. Serialisable. */
export interface RungDescription {
  /** Its name, as in `RenditionKey.rung`. */
  readonly rung: string;
  /** Of its frames in pixels; 0 until the source has said its size. */
  readonly width: number;
  /** Of its frames in pixels; 0 until the source has said its size. */
  readonly height: number;
  /** What a path must carry, in bits per second: the encoder's target, or the measured rate of the source's own frames. */
  readonly bitrateBps: number;
}

/** The quality ladder of a stream, which changes with the size of its frames and the number of viewers. Serialisable. */
export interface LadderDescription {
  /** The encoded rungs there are, best first, never empty. */
  readonly rungs: readonly RungDescription[];
  /** Whether encoders adapt to {@link FrameSink.bandwidthBps}: one viewer in all, or one rung for all viewers. */
  readonly encoderFollows: boolean;
}

/** How the sound of a stream is sent. Serialisable. */
export interface AudioDescription {
  /** Of the Opus packets; G.711 is always mono. */
  readonly channels: 1 | 2;
  /** `opus` first; then the source's own G.711, where it has that. */
  readonly codecs: readonly AudioCodec[];
}

/** What does not change about a stream. Serialisable. */
export interface StreamDescription {
  readonly name: string;
  /** The video, and the sound unless {@link audio} is `false`. */
  readonly tracks: readonly TrackDescription[];
  /** Codecs that viewers are served with, best first. */
  readonly codecs: readonly VideoCodec[];
  /** Whether viewers may get the source's own H.264. */
  readonly passthroughEnabled: boolean;
  /** Names of all encoded rungs that there may be, best first; {@link StreamEngine.ladder$} says which there are. */
  readonly rungs: readonly string[];
  /** Whether there is anything to decide for each viewer: more than one rung, or an encoder that may follow. */
  readonly adaptive: boolean;
  /** Whether viewers get sound; {@link StreamEngine.audio} says how. */
  readonly audio: AudioMode;
  /** Whether viewers play the sound in sync with the video, which waits for it. */
  readonly audioSync: boolean;
}

/** A rendition that a viewer may be served from. Serialisable. */
export interface RenditionDescription {
  readonly key: RenditionKey;
  /** `unknown` until the source has said what it is. Nobody is served from one that is `unavailable`. */
  readonly availability: 'unknown' | 'available' | 'unavailable';
  /** First four hex digits of its H.264 profile-level-id, where it is not what our encoder writes. */
  readonly h264Profile?: string;
  /** Passthrough: measured rate of its frames in bits per second; absent until it is known. */
  readonly bitrateBps?: number;
  /** Passthrough: width of its frames in pixels; absent until it is known. */
  readonly width?: number;
  /** Passthrough: height of its frames in pixels; absent until it is known. */
  readonly height?: number;
}

/**
 * Which key frame a switch takes effect at: the cached one, if there is one, with all that followed it, else one that is
 * requested; or the next one that comes by itself, where a burst of cached frames would be too much for the path.
 */
export type SwitchStart = 'cached' | 'next-key-frame';

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
   * @param start `cached` where left out
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`, which leaves everything as it is
   */
  switchTo(key: RenditionKey, start?: SwitchStart): void;
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
  /** The encoded rungs: now, and after each change. */
  readonly ladder$: Observable<LadderDescription>;
  /**
   * The H.264 `level_idc` to put into an answer.
   *
   * @param waitMs how long the answer may wait for the source to say its size
   */
  h264LevelIdc(waitMs: number): Promise<number>;
  /**
   * How its sound is sent; `undefined` where there is none. Until the source has said what it has: two channels of Opus.
   *
   * @param waitMs how long the answer may wait for the source to say that
   */
  audio(waitMs: number): Promise<AudioDescription | undefined>;
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
