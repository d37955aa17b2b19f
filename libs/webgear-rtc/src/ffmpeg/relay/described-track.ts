import type { VideoCodec } from '../../media/encoded-frame.js';
import { codecIdOf } from '../passthrough/coded-video.js';
import type { NodeAv } from '../load-node-av.js';
import type { StreamDescription } from './packet-relay.js';
import { PARAMETERS } from './stream-description.js';

/** Video that JavaScript has demultiplexed. */
export interface VideoTrackDescription {
  readonly kind: 'video';
  readonly codec: VideoCodec;
  readonly clockRateHz: number;
  readonly width: number;
  readonly height: number;
  /** As in FFmpeg: 0 to 1 if unknown. */
  readonly pixelShape: readonly [width: number, height: number];
  /** Frames per second; `undefined` if unknown. */
  readonly framerate: number | undefined;
  /** Frames that may follow in output order one that precedes them in decoding order. */
  readonly reorderFrames: number;
  /** Parameter sets in Annex B; empty for codecs without. */
  readonly extradata: Buffer;
}

/** Codecs of sound that JavaScript demultiplexes. */
export type TrackSoundCodec = 'pcmu' | 'pcma' | 'opus' | 'aac';

/** Sound that JavaScript has demultiplexed. */
export interface SoundTrackDescription {
  readonly kind: 'audio';
  readonly codec: TrackSoundCodec;
  readonly clockRateHz: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Configuration of the decoder; empty for codecs without. */
  readonly extradata: Buffer;
}

/** Channel layouts of FFmpeg by their number of channels, in the order of their speakers. */
const LAYOUTS: Readonly<Record<number, bigint>> = {
  1: 0x4n,
  2: 0x3n,
  3: 0x7n,
  4: 0x107n,
  5: 0x37n,
  6: 0x3fn,
  8: 0xffn,
};
const NATIVE_ORDER = 1;
const UNSPECIFIED_ORDER = 0;

/** Of a profile and of a level. */
const UNKNOWN = -99;
const UNSPECIFIED_COLOUR = 2;

/** Describes a track as FFmpeg's probe would. */
export function describeTrack(
  av: NodeAv,
  track: VideoTrackDescription | SoundTrackDescription,
): StreamDescription {
  const { codecParameters, framerate, pixelShape } =
    track.kind === 'video' ? video(av, track) : sound(av, track);
  const parameters: Readonly<Record<string, number | bigint>> = {
    format: -1,
    profile: UNKNOWN,
    level: UNKNOWN,
    bitRate: 0n,
    colorPrimaries: UNSPECIFIED_COLOUR,
    colorTrc: UNSPECIFIED_COLOUR,
    colorSpace: UNSPECIFIED_COLOUR,
    ...codecParameters,
  };
  return {
    parameters: PARAMETERS.map((name) => parameters[name] ?? 0),
    ratios: [[1, track.clockRateHz], pixelShape, framerate, framerate],
    pixelShape,
    disposition: 0,
    startTime: av.AV_NOPTS_VALUE,
    extradata: track.extradata.length === 0 ? null : track.extradata,
    channelLayout: track.kind === 'video' ? null : layoutOf(track.channels),
  };
}

interface DescribedParts {
  readonly codecParameters: Readonly<Record<string, number>>;
  readonly framerate: readonly [num: number, den: number];
  readonly pixelShape: readonly [width: number, height: number];
}

function video(
  av: NodeAv,
  { codec, width, height, framerate, pixelShape, reorderFrames }: VideoTrackDescription,
): DescribedParts {
  return {
    codecParameters: {
      codecType: av.AVMEDIA_TYPE_VIDEO,
      codecId: codecIdOf(av, codec),
      width,
      height,
      videoDelay: reorderFrames,
    },
    framerate: framerate === undefined ? [0, 1] : ratioOf(framerate),
    pixelShape,
  };
}

function sound(av: NodeAv, { codec, sampleRateHz }: SoundTrackDescription): DescribedParts {
  const codecIds: Readonly<Record<TrackSoundCodec, number>> = {
    pcmu: av.AV_CODEC_ID_PCM_MULAW,
    pcma: av.AV_CODEC_ID_PCM_ALAW,
    opus: av.AV_CODEC_ID_OPUS,
    aac: av.AV_CODEC_ID_AAC,
  };
  const isPcm = codec === 'pcmu' || codec === 'pcma';
  return {
    codecParameters: {
      codecType: av.AVMEDIA_TYPE_AUDIO,
      codecId: codecIds[codec],
      sampleRate: sampleRateHz,
      bitsPerCodedSample: isPcm ? 8 : 0,
    },
    framerate: [0, 1],
    pixelShape: [0, 1],
  };
}

function layoutOf(channels: number): NonNullable<StreamDescription['channelLayout']> {
  const mask = LAYOUTS[channels];
  return {
    nbChannels: channels,
    order: mask === undefined ? UNSPECIFIED_ORDER : NATIVE_ORDER,
    mask: mask ?? 0n,
  };
}

function ratioOf(rate: number): readonly [num: number, den: number] {
  return Number.isInteger(rate) ? [rate, 1] : [Math.round(rate * 1000), 1000];
}
