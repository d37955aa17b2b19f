import { midLine, type TransportLines } from './answer-section.js';
import { rejectedSection, transportLines, type AnsweredTransport } from './build-answer.js';
import { canBeInactive, inactiveSection } from './inactive-section.js';
import {
  layerExtensionUri,
  type AcceptedAudio,
  type AcceptedSection,
  type AcceptedVideo,
} from './negotiate-publisher.js';
import type { PublisherOffer } from './parse-publisher-offer.js';
import type { MediaSection } from './session-description.js';

/** What goes into the answer to a publisher besides its offer. */
export interface PublisherAnswerParameters extends AnsweredTransport {
  readonly offer: PublisherOffer;
  readonly video?: AcceptedVideo;
  readonly audio?: AcceptedAudio;
  readonly sessionId: number;
}

/** The answer in full, candidates included (RFC 9725, 4.4.1). */
export function buildPublisherAnswer(parameters: PublisherAnswerParameters): string {
  const { offer, video, audio } = parameters;
  const isAnswered = (media: MediaSection, index: number): boolean =>
    media === offer.video ||
    media === offer.audio ||
    (offer.bundle.includes(media) && canBeInactive(media, index === offer.transportIndex));
  const mids = offer.bundle
    .filter((media) => isAnswered(media, offer.media.indexOf(media)))
    .map(({ mid }) => mid);
  const lines = [
    'v=0',
    `o=- ${parameters.sessionId} 1 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...(mids.length === 0 ? [] : [`a=group:BUNDLE ${mids.join(' ')}`]),
    ...(offer.extmapAllowMixed ? ['a=extmap-allow-mixed'] : []),
    ...(parameters.isLite ? ['a=ice-lite'] : []),
    ...offer.media.flatMap((media, index) => {
      const transport = transportLines(parameters, index);
      if (video !== undefined && media === video.media) {
        return [...receivingSection(transport, video), ...layerLines(video)];
      }
      if (audio !== undefined && media === audio.media) return receivingSection(transport, audio);
      return isAnswered(media, index) ? inactiveSection(media, transport) : rejectedSection(media, transport);
    }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function receivingSection(
  transport: TransportLines,
  { media, formats, extensions }: AcceptedSection,
): string[] {
  return [
    `m=${media.kind} ${transport.port} ${media.protocol} ${formats.map(({ payloadType }) => payloadType).join(' ')}`,
    transport.connection,
    ...transport.lines,
    ...midLine(media),
    // Where the publisher only sends one, we only receive it (RFC 8285, 6).
    ...extensions.map(({ id, uri, direction }) =>
      direction === 'sendonly' ? `a=extmap:${id}/recvonly ${uri}` : `a=extmap:${id} ${uri}`,
    ),
    'a=recvonly',
    'a=rtcp-mux',
    'a=rtcp-mux-only',
    ...formats.flatMap(({ payloadType, rtpmap, parameters, rtcpFeedback }) => [
      `a=rtpmap:${payloadType} ${rtpmap}`,
      ...rtcpFeedback.map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`),
      ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
    ]),
  ];
}

/** One layer of those offered; the others are refused by being left out (RFC 8853, 5.3.2). */
function layerLines({ layer, extensions }: AcceptedVideo): string[] {
  if (layer === undefined || !extensions.some(({ uri }) => uri === layerExtensionUri)) return [];
  return [`a=rid:${layer} recv`, `a=simulcast:recv ${layer}`];
}
