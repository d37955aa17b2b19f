import type { VideoCodec, VideoEncoderSettings } from '../media/encoded-frame.js';
import type { Track } from '../media/rendition-key.js';
import type { Payloader } from './payloader.js';

/** Which of FFmpeg's encoders to open, and how. */
export interface CodecEncoderRequest {
  /** FFmpeg's name of it, for example `libx264`. */
  readonly encoder: 'libx264' | 'libvpx' | 'libvpx-vp9' | 'libsvtav1' | 'libx265';
  /** The encoder's own options, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
  /** Size of the rate-control buffer: how many milliseconds of bits one frame may take in advance. */
  readonly rateBufferMs: number;
  /** Whether FFmpeg changes the rate of a running encoder. Otherwise a change takes a new one, and a key frame. */
  readonly changesRateWhileRunning: boolean;
}

/** What `a=fmtp` says of a payload type, as far as it matters for sending. */
export interface CodecFormat {
  /** First four hex digits of the H.264 profile-level-id. */
  readonly h264Profile?: string;
  /** H.264 `packetization-mode`, which an answer must repeat (RFC 6184, 8.2.2). */
  readonly packetizationMode?: number;
  /** Profile of another codec than H.264, by its number. */
  readonly profile?: number;
  /** Highest level that a viewer decodes, by the number that its codec gives it. */
  readonly level?: number;
  /** Tier of that level, where its codec has them. */
  readonly tier?: number;
  /** H.265: whether all of it comes in one RTP stream (`tx-mode`, RFC 7798, 7.1). */
  readonly isSingleStream?: boolean;
}

/** Everything that tells one codec from another. A codec is added with a descriptor, and a line in `codecs.ts`. */
export interface CodecDescriptor {
  readonly codec: VideoCodec;
  /** The kind of track it encodes, and that track's RTP clock. */
  readonly track: Track;
  /** Encoding name in `a=rtpmap`; in an offer it may have any case. */
  readonly rtpName: string;
  /** Whether its bitstream names the colour matrix. Receivers take a stream that does not for BT.601. */
  readonly namesColourMatrix: boolean;
  /** Whether an answer promises a level, which everything that is encoded for it then has to keep to. */
  readonly promisesLevel: boolean;
  encoderRequest(settings: VideoEncoderSettings): CodecEncoderRequest;
  createPayloader(): Payloader;
  /** Reads the parameters of an offered payload type; what is missing has the default of the RFC. */
  formatOf(parameters: string | undefined): CodecFormat;
  /**
   * How well an offered format suits what our encoder writes; of the formats of one codec the lowest wins. From
   * {@link lastResort} on it is taken only where no codec has a better one. `undefined`: not at all.
   */
  preferenceOf(format: CodecFormat): number | undefined;
  /** Whether the source's own frames are sent to viewers of this codec, where they are of it. */
  readonly passesThrough: boolean;
  /** Whether a format may carry what a source has encoded. */
  takesPassthrough(format: CodecFormat): boolean;
  /** Profiles that sources have besides those our encoder writes. */
  readonly sourceProfiles: readonly string[];
  /** Whether a viewer that offered a format decodes a stream of a profile. */
  decodesProfile(format: CodecFormat, profile: string): boolean;
  /** The value of `a=fmtp` in an answer; `undefined` for none. */
  answerParameters(format: CodecFormat, h264LevelIdc: number): string | undefined;
}

/** The first of the ranks of {@link CodecDescriptor.preferenceOf} for formats that a viewer decodes only perhaps. */
export const lastResort = 1000;
