import { parseAacConfig } from '../../bitstream/aac-config.js';
import type { SoundTrackDescription } from '../../ffmpeg/relay/described-track.js';
import type { VideoCodec } from '../../media/encoded-frame.js';
import type { MediaSection } from './session-description.js';

/** Video of a camera as its session description states it. */
export interface VideoTrackFormat {
  readonly codec: VideoCodec;
  readonly clockRateHz: number;
  /** Parameter sets in Annex B, as far as stated. */
  readonly parameterSets: Buffer;
  readonly framerate: number | undefined;
}

/** How frames of AAC lie in a payload (RFC 3640, 3.2.1). */
export interface AacPayloadFormat {
  /** Lengths of the fields of a header, in bits. */
  readonly sizeBits: number;
  readonly indexBits: number;
  readonly indexDeltaBits: number;
  /** Ticks from a frame to the next. */
  readonly frameTicks: number;
}

/** Sound of a camera as its session description states it. */
export interface SoundTrackFormat extends SoundTrackDescription {
  /** Of AAC only. */
  readonly aac?: AacPayloadFormat;
}

const VIDEO_CODECS: Readonly<Record<string, VideoCodec>> = {
  h264: 'h264',
  h265: 'h265',
  vp8: 'vp8',
  vp9: 'vp9',
};

const SET_PARAMETERS = ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps'];
const START_CODE = Buffer.from([0, 0, 0, 1]);
/** Headers, colour and filler that some servers put beside the sets are of no use. */
const MAX_SETS_BYTES = 32 * 1024;

/** The format of a section of video; `undefined` for one that is left to FFmpeg. */
export function videoFormatOf({
  encoding,
  clockRate,
  parameters,
  framerate,
}: MediaSection): VideoTrackFormat | undefined {
  const codec = VIDEO_CODECS[encoding];
  if (codec === undefined || clockRate !== 90_000) return undefined;
  // Packets out of decoding order (RFC 6184, 6.4; RFC 7798, 4.4).
  if (parameters.get('packetization-mode') === '2') return undefined;
  if (Number(parameters.get('sprop-max-don-diff') ?? 0) > 0) return undefined;
  const parameterSets = SET_PARAMETERS.flatMap((name) => (parameters.get(name) ?? '').split(',')).flatMap(
    (text) => {
      const set = withoutStartCode(Buffer.from(text, 'base64'));
      return set.length > 2 ? [START_CODE, set] : [];
    },
  );
  const sets = Buffer.concat(parameterSets);
  return {
    codec,
    clockRateHz: clockRate,
    framerate,
    parameterSets: sets.length > MAX_SETS_BYTES ? Buffer.alloc(0) : sets,
  };
}

/** The format of a section of sound; `undefined` for one that is left to FFmpeg. */
export function soundFormatOf(section: MediaSection): SoundTrackFormat | undefined {
  const { encoding, clockRate, channels } = section;
  if (clockRate <= 0 || clockRate > 192_000 || channels > 8) return undefined;
  const base = { kind: 'audio', clockRateHz: clockRate, sampleRateHz: clockRate, channels } as const;
  switch (encoding) {
    case 'pcmu':
    case 'pcma':
      return { ...base, codec: encoding, extradata: Buffer.alloc(0) };
    case 'opus':
      return clockRate === 48_000 && channels <= 2
        ? { ...base, codec: 'opus', extradata: Buffer.alloc(0) }
        : undefined;
    case 'mpeg4-generic':
      return aacFormatOf(section);
    default:
      return undefined;
  }
}

function aacFormatOf({ clockRate, parameters }: MediaSection): SoundTrackFormat | undefined {
  const extradata = Buffer.from(parameters.get('config') ?? '', 'hex');
  const config = parseAacConfig(extradata);
  const bits = (name: string): number => {
    const stated = parameters.get(name) ?? '0';
    return /^\d{1,2}$/.test(stated) ? Number(stated) : 33;
  };
  const [sizeBits, indexBits, indexDeltaBits] = [
    bits('sizelength'),
    bits('indexlength'),
    bits('indexdeltalength'),
  ];
  // Headers with times of their own, or none at all, are those of other streams than cameras have.
  const hasOthers = [
    'ctsdeltalength',
    'dtsdeltalength',
    'randomaccessindication',
    'streamstateindication',
    'auxiliarydatasizelength',
  ].some((name) => bits(name) > 0);
  if (config === undefined || hasOthers || sizeBits < 1 || Math.max(sizeBits, indexBits, indexDeltaBits) > 32)
    return undefined;
  const frameTicks = Math.round((config.frameSamples * clockRate) / config.sampleRateHz);
  return {
    kind: 'audio',
    codec: 'aac',
    clockRateHz: clockRate,
    sampleRateHz: config.sampleRateHz,
    channels: config.channels,
    extradata,
    aac: { sizeBits, indexBits, indexDeltaBits, frameTicks },
  };
}

/** Some cameras write one where none belongs. */
function withoutStartCode(set: Buffer): Buffer {
  if (set.length > 4 && set.readUInt32BE(0) === 1) return set.subarray(4);
  return set.length > 3 && set.readUIntBE(0, 3) === 1 ? set.subarray(3) : set;
}
