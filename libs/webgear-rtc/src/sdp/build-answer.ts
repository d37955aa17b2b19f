import { codecs } from '../codecs/codecs.js';
import type { LocalCandidate } from '../transport/ice/host-candidates.js';
import { canBeInactive, inactiveSection, type TransportLines } from './inactive-section.js';
import type { NegotiatedCodec, NegotiatedFormat } from './negotiate-codec.js';
import type { ParsedOffer } from './parse-offer.js';
import type { MediaSection } from './session-description.js';

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
  readonly extensions: readonly AnsweredExtension[];
  /** `rtcp-fb` values of congestion control, for the payload types that have a retransmission stream. */
  readonly congestionFeedback?: readonly string[];
  readonly sessionId: number;
}

/** A header extension as it is answered. */
export interface AnsweredExtension {
  readonly id: number;
  readonly uri: string;
  /** What the viewer said of its direction: where it only receives one, we only send it (RFC 8285, 6). */
  readonly receiveOnly?: boolean;
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
    ...bundleGroup(offer),
    ...(offer.extmapAllowMixed ? ['a=extmap-allow-mixed'] : []),
    ...(parameters.isLite ? ['a=ice-lite'] : []),
    `a=msid-semantic: WMS ${mediaStreamId}`,
    ...offer.media.flatMap((media, index) => {
      if (index === offer.videoIndex) return videoSection(parameters);
      const transport = transportLines(parameters, index);
      return offer.bundle.includes(media) && canBeInactive(media, index === offer.transportIndex)
        ? inactiveSection(media, transport)
        : rejectedSection(media, transport);
    }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A group may be answered only where one was offered, and has what is accepted, the tagged section first (RFC 9143, 7.3). */
function bundleGroup({ bundle, video }: ParsedOffer): string[] {
  const mids = bundle
    .filter((media, place) => media === video || canBeInactive(media, place === 0))
    .map(({ mid }) => mid);
  return mids.length === 0 ? [] : [`a=group:BUNDLE ${mids.join(' ')}`];
}

/** What a section says of the transport: the candidates stand where the transport is, the rest in each, as browsers do. */
function transportLines(
  { offer, ice, candidates, fingerprint }: AnswerParameters,
  index: number,
): TransportLines {
  const first = candidates[0];
  const lines = [
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...(index === offer.transportIndex
      ? [...candidates.map((candidate) => `a=candidate:${candidate.sdp}`), 'a=end-of-candidates']
      : []),
    `a=ice-ufrag:${ice.usernameFragment}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:passive',
  ];
  return {
    port: first?.port ?? 9,
    connection: `c=IN ${first?.address.includes(':') === true ? 'IP6' : 'IP4'} ${first?.address ?? '0.0.0.0'}`,
    lines,
  };
}

function videoSection(parameters: AnswerParameters): string[] {
  const { offer, codec, ssrc, rtxSsrc, cname } = parameters;
  const payloadTypes = [codec, ...codec.others].flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType],
  );
  const transport = transportLines(parameters, offer.videoIndex);
  return [
    `m=video ${transport.port} ${offer.video.protocol} ${payloadTypes.join(' ')}`,
    transport.connection,
    ...transport.lines,
    ...midLine(offer.video),
    ...parameters.extensions.map(({ id, uri, receiveOnly }) =>
      receiveOnly === true ? `a=extmap:${id}/sendonly ${uri}` : `a=extmap:${id} ${uri}`,
    ),
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
  format: NegotiatedFormat,
  { codec, h264LevelIdc, congestionFeedback = [] }: AnswerParameters,
): string[] {
  const { payloadType, rtxPayloadType, rtcpFeedback } = format;
  const { rtpName, track, answerParameters } = codecs[codec.codec];
  const parameters = answerParameters(format, h264LevelIdc);
  return [
    `a=rtpmap:${payloadType} ${rtpName}/${track.clockRateHz}`,
    ...[...rtcpFeedback, ...(rtxPayloadType === undefined ? [] : congestionFeedback)].map(
      (feedback) => `a=rtcp-fb:${payloadType} ${feedback}`,
    ),
    ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
    ...(rtxPayloadType === undefined
      ? []
      : [
          `a=rtpmap:${rtxPayloadType} rtx/${track.clockRateHz}`,
          `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
        ]),
  ];
}

/**
 * Port 0 refuses a section; it stays in its place so that the order matches the offer's (RFC 3264, 6). It names the
 * transport as browsers do: webrtcbin refuses an answer that leaves it out.
 */
function rejectedSection(media: MediaSection, { lines }: TransportLines): string[] {
  return [
    `m=${media.kind} 0 ${media.protocol} ${media.formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...lines,
    ...midLine(media),
    'a=inactive',
  ];
}

/** An answer names a section only where the offer does (RFC 5888, 9.1). */
function midLine({ mid }: MediaSection): string[] {
  return mid === undefined ? [] : [`a=mid:${mid}`];
}
