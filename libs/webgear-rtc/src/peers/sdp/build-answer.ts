import type { MediaDescription } from 'werift';
import type { LocalCandidate } from '../ice/local-candidate.interface.js';
import type { NegotiatedCodec, NegotiatedFormat } from './negotiate-codec.js';
import type { ParsedOffer } from './parse-offer.js';

/** What goes into an answer besides the offer it answers. */
export interface AnswerParameters {
  readonly offer: ParsedOffer;
  readonly codec: NegotiatedCodec;
  /** `level_idc` of the H.264 stream; two hex digits in profile-level-id. */
  readonly h264LevelIdc: number;
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  /** Whether the viewer alone looks for the way. */
  readonly isLite: boolean;
  readonly candidates: readonly LocalCandidate[];
  /** SHA-256 fingerprint of our certificate, upper case with colons. */
  readonly fingerprint: string;
  readonly ssrc: number;
  readonly rtxSsrc?: number;
  readonly cname: string;
  /** Header extensions both sides have, under the viewer's ids. */
  readonly extensions: readonly { readonly id: number; readonly uri: string }[];
  readonly sessionId: number;
}

// Without a stream id in front, Chromium refuses the whole description.
const mediaStreamId = 'webgear-rtc';
const trackId = 'video';

/** The answer in full, candidates included: a viewer needs no second request (RFC 9429, 5.3). */
export function buildAnswer(parameters: AnswerParameters): string {
  const { offer } = parameters;
  const lines = [
    'v=0',
    `o=- ${parameters.sessionId} 1 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid(offer.video, offer.videoIndex)}`,
    ...(offer.extmapAllowMixed ? ['a=extmap-allow-mixed'] : []),
    ...(parameters.isLite ? ['a=ice-lite'] : []),
    `a=msid-semantic: WMS ${mediaStreamId}`,
    ...offer.media.flatMap((media, index) =>
      index === offer.videoIndex ? videoSection(parameters) : rejectedSection(media, index),
    ),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function videoSection(parameters: AnswerParameters): string[] {
  const { offer, codec, ice, candidates, ssrc, rtxSsrc, cname } = parameters;
  const payloadTypes = [codec, ...codec.others].flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType],
  );
  const first = candidates[0];
  return [
    `m=video ${first?.port ?? 9} ${offer.video.profile} ${payloadTypes.join(' ')}`,
    `c=IN ${first?.address.includes(':') === true ? 'IP6' : 'IP4'} ${first?.address ?? '0.0.0.0'}`,
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...candidates.map((candidate) => `a=candidate:${candidate.sdp}`),
    'a=end-of-candidates',
    `a=ice-ufrag:${ice.usernameFragment}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:sha-256 ${parameters.fingerprint}`,
    'a=setup:passive',
    `a=mid:${mid(offer.video, offer.videoIndex)}`,
    ...parameters.extensions.map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    'a=sendonly',
    `a=msid:${mediaStreamId} ${trackId}`,
    'a=rtcp-mux',
    'a=rtcp-mux-only',
    'a=rtcp-rsize',
    ...[codec, ...codec.others].flatMap((format) => formatLines(format, parameters)),
    ...(rtxSsrc === undefined ? [] : [`a=ssrc-group:FID ${ssrc} ${rtxSsrc}`]),
    ...[ssrc, rtxSsrc].flatMap((id) =>
      id === undefined
        ? []
        : [`a=ssrc:${id} cname:${cname}`, `a=ssrc:${id} msid:${mediaStreamId} ${trackId}`],
    ),
  ];
}

function formatLines(
  { payloadType, rtxPayloadType, h264Profile, rtcpFeedback }: NegotiatedFormat,
  { codec, h264LevelIdc }: AnswerParameters,
): string[] {
  const level = h264LevelIdc.toString(16).padStart(2, '0');
  return [
    `a=rtpmap:${payloadType} ${codec.codec === 'h264' ? 'H264' : 'VP8'}/90000`,
    ...rtcpFeedback.map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`),
    ...(h264Profile === undefined
      ? []
      : [
          `a=fmtp:${payloadType} level-asymmetry-allowed=1;packetization-mode=1;` +
            `profile-level-id=${h264Profile}${level}`,
        ]),
    ...(rtxPayloadType === undefined
      ? []
      : [`a=rtpmap:${rtxPayloadType} rtx/90000`, `a=fmtp:${rtxPayloadType} apt=${payloadType}`]),
  ];
}

/** Port 0 refuses a section; it stays in its place so that the order matches the offer's (RFC 3264, 6). */
function rejectedSection(media: MediaDescription, index: number): string[] {
  return [
    `m=${media.kind} 0 ${media.profile} ${media.fmt.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid(media, index)}`,
    'a=inactive',
  ];
}

function mid(media: MediaDescription, index: number): string {
  return media.rtp.muxId ?? String(index);
}
