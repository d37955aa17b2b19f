import { codecs } from '../codecs/codecs.js';
import { receivedCodecs } from '../codecs/depayloaders.js';
import { formatParameters } from '../codecs/format-parameters.js';
import { startCode } from '../codecs/access-unit-builder.js';
import type { AudioCodec } from '../media/audio-frame.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { HeaderExtensionUri } from '../rtp/rtp-header-extensions.js';
import { unsupported } from './parse-offer.js';
import type { PublisherOffer } from './parse-publisher-offer.js';
import type { MediaSection, OfferedCodec, OfferedHeaderExtension } from './session-description.js';

/** A payload type as it is answered. */
export interface AcceptedFormat {
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly parameters?: string;
  readonly rtcpFeedback: readonly string[];
}

/** A section as it is answered. */
export interface AcceptedSection {
  readonly media: MediaSection;
  /** In the order of the answer, retransmissions included. */
  readonly formats: readonly AcceptedFormat[];
  readonly extensions: readonly OfferedHeaderExtension[];
}

/** What we take of a publisher's video. */
export interface AcceptedVideo extends AcceptedSection {
  readonly codec: VideoCodec;
  readonly payloadTypes: readonly number[];
  /** Payload type of each retransmission stream, and that of the packets in it. */
  readonly rtx: ReadonlyMap<number, number>;
  /** The one simulcast layer that we take. */
  readonly layer?: string;
  /** Parameter sets of `a=fmtp`, as Annex B. */
  readonly parameterSets?: Buffer;
}

/** What we take of a publisher's sound. */
export interface AcceptedAudio extends AcceptedSection {
  readonly codec: AudioCodec;
  readonly payloadType: number;
  readonly channels: 1 | 2;
}

const videoFeedback = new Set(['nack', 'nack pli', 'ccm fir', 'transport-cc']);

/** Extensions we read, and the layer that stands only in offers of several. */
const videoExtensions = new Set<string>([HeaderExtensionUri.Mid, HeaderExtensionUri.TransportSequence]);

/** Names the simulcast layer of a packet (RFC 8852, 3.1). */
export const layerExtensionUri = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';

/**
 * Chooses the codec of a publisher's video: the first that viewers are served with, which need not be encoded again; else the
 * publisher's own first.
 *
 * @param served codecs of the stream, best first
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when we have none of its codecs
 */
export function acceptVideo(media: MediaSection, served: readonly VideoCodec[]): AcceptedVideo {
  const offered = media.codecs.flatMap((format) => {
    const codec = receivedCodecs.find((name) => codecs[name].rtpName.toLowerCase() === format.name);
    return codec === undefined || !isUsable(codec, format) ? [] : [{ codec, format }];
  });
  const codec = served.find((name) => offered.some((each) => each.codec === name)) ?? offered[0]?.codec;
  if (codec === undefined) {
    const names = receivedCodecs.map((name) => codecs[name].rtpName).join(', ');
    throw unsupported(`it sends video in none of ${names}`);
  }
  const chosen = offered.filter((each) => each.codec === codec).map(({ format }) => format);
  const payloadTypes = chosen.map(({ payloadType }) => payloadType);
  const rtx = new Map<number, number>();
  const formats = chosen.flatMap((format) => {
    const again = media.codecs.find(
      ({ name, parameters }) =>
        name === 'rtx' && Number(formatParameters(parameters).get('apt')) === format.payloadType,
    );
    if (again !== undefined) rtx.set(again.payloadType, format.payloadType);
    return again === undefined ? [accept(format)] : [accept(format), accept(again)];
  });
  const layer = media.layers?.[0];
  const parameterSets = codec === 'h264' ? spropParameterSets(chosen[0]) : undefined;
  return {
    media,
    codec,
    formats,
    payloadTypes,
    rtx,
    extensions: media.headerExtensions.filter(
      (extension) =>
        isSent(extension) &&
        (videoExtensions.has(extension.uri) || (layer !== undefined && extension.uri === layerExtensionUri)),
    ),
    ...(layer !== undefined && { layer }),
    ...(parameterSets && { parameterSets }),
  };
}

const audioRtpmaps: Readonly<Record<AudioCodec, RegExp>> = {
  opus: /^opus\/48000(\/2)?$/i,
  pcmu: /^pcmu\/8000(\/1)?$/i,
  pcma: /^pcma\/8000(\/1)?$/i,
};

/**
 * Chooses the codec of a publisher's sound: Opus, else G.711.
 *
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when it has neither
 */
export function acceptAudio(media: MediaSection): AcceptedAudio {
  for (const codec of ['opus', 'pcmu', 'pcma'] as const) {
    const format = media.codecs.find(({ rtpmap }) => audioRtpmaps[codec].test(rtpmap));
    if (format === undefined) continue;
    return {
      media,
      codec,
      payloadType: format.payloadType,
      // The decoder makes two channels of whatever comes; which it is stands in each packet (RFC 7587, 4.2).
      channels: codec === 'opus' ? 2 : 1,
      formats: [
        {
          ...accept(format),
          ...(codec === 'opus' && { parameters: 'minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1' }),
          rtcpFeedback: format.rtcpFeedback.filter((feedback) => feedback === 'transport-cc'),
        },
      ],
      extensions: media.headerExtensions.filter(
        (extension) => isSent(extension) && videoExtensions.has(extension.uri),
      ),
    };
  }
  throw unsupported('it sends sound in neither Opus nor G.711');
}

/** Whether both sections can be answered with what was offered; both where there are both. */
export function acceptOffer(
  { video, audio }: Pick<PublisherOffer, 'video' | 'audio'>,
  served: readonly VideoCodec[],
): { readonly video?: AcceptedVideo; readonly audio?: AcceptedAudio } {
  return {
    ...(video && { video: acceptVideo(video, served) }),
    ...(audio && { audio: acceptAudio(audio) }),
  };
}

function accept({ payloadType, rtpmap, parameters, rtcpFeedback }: OfferedCodec): AcceptedFormat {
  return {
    payloadType,
    rtpmap,
    ...(parameters !== undefined && { parameters }),
    rtcpFeedback: [...new Set(rtcpFeedback)].filter((feedback) => videoFeedback.has(feedback)),
  };
}

function isSent({ direction }: OfferedHeaderExtension): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

/** What cannot be decoded here, or not be put together. */
function isUsable(codec: VideoCodec, { parameters }: OfferedCodec): boolean {
  const values = formatParameters(parameters);
  // Interleaved packets come out of order (RFC 6184, 5.7.2).
  if (codec === 'h264') return Number(values.get('packetization-mode') ?? 0) < 2;
  // More than 8 bits per sample: viewers are sent 8.
  if (codec === 'vp9') return Number(values.get('profile-id') ?? 0) === 0;
  return true;
}

/** Longer than any sets of an encoder. */
const maxSprop = 4096;

/** The parameter sets that stand in `a=fmtp` of H.264 (RFC 6184, 8.1), as Annex B. */
export function spropParameterSets(format: Pick<OfferedCodec, 'parameters'> | undefined): Buffer | undefined {
  // Base64 has capitals and equals signs, which the general reader does not keep.
  const sets = /(?:^|[;\s])sprop-parameter-sets=([\w+/=,]+)/i.exec(format?.parameters ?? '')?.[1];
  if (sets === undefined || sets.length > maxSprop) return undefined;
  const units = sets.split(',').map((set) => Buffer.from(set, 'base64'));
  return Buffer.concat(units.flatMap((unit) => (unit.length === 0 ? [] : [startCode, unit])));
}
