import type { LocalCandidate } from '../transport/ice/host-candidates.js';
import { audioSection, type AnsweredAudio } from './answer-audio-section.js';
import { midLine, type TransportLines } from './answer-section.js';
import { videoSection, type AnsweredVideo } from './answer-video-section.js';
import { canBeInactive, inactiveSection } from './inactive-section.js';
import type { ParsedOffer } from './parse-offer.js';
import type { MediaSection } from './session-description.js';

/** Our half of the transport of an answer. */
export interface AnsweredTransport {
  readonly offer: Pick<ParsedOffer, 'transportIndex'>;
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  /** Whether the viewer alone looks for the way. */
  readonly isLite: boolean;
  readonly candidates: readonly LocalCandidate[];
  /** SHA-256 fingerprint of our certificate, upper case with colons. */
  readonly fingerprint: string;
  /** Whether we begin the DTLS handshake; the far end does where left out. */
  readonly isActive?: boolean;
}

/** What goes into an answer besides the offer it answers. */
export interface AnswerParameters extends AnsweredVideo, AnsweredTransport {
  readonly offer: ParsedOffer;
  /** One for all tracks of a viewer (RFC 8834, 4.9). */
  readonly cname: string;
  /** Left out where no sound is sent. */
  readonly audio?: AnsweredAudio;
  readonly sessionId: number;
}

// Without a stream id in front, Chromium refuses the whole description. Viewers synchronise what has the same.
const mediaStreamId = 'webgear-rtc';
const separateStreamId = 'webgear-rtc-audio';

/** The answer in full, candidates included: a viewer needs no second request (RFC 9429, 5.3). */
export function buildAnswer(parameters: AnswerParameters): string {
  const { offer, cname, audio } = parameters;
  const audioStreamId = audio?.sync === false ? separateStreamId : mediaStreamId;
  const lines = [
    'v=0',
    `o=- ${parameters.sessionId} 1 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...bundleGroup(offer),
    ...(offer.extmapAllowMixed ? ['a=extmap-allow-mixed'] : []),
    ...(parameters.isLite ? ['a=ice-lite'] : []),
    `a=msid-semantic: WMS ${[...new Set([mediaStreamId, audioStreamId])].join(' ')}`,
    ...offer.media.flatMap((media, index) => {
      const transport = transportLines(parameters, index);
      if (media === offer.video) {
        return videoSection(media, transport, parameters, cname, `${mediaStreamId} video`);
      }
      if (audio !== undefined && media === audio.negotiated.media) {
        return audioSection(transport, audio, cname, `${audioStreamId} audio`);
      }
      return offer.bundle.includes(media) && canBeInactive(media, index === offer.transportIndex)
        ? inactiveSection(media, transport)
        : rejectedSection(media, transport);
    }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** A group may be answered only where one was offered, and has what is accepted, the tagged section first (RFC 9143, 7.3). */
function bundleGroup({ bundle, video, media: sections, transportIndex }: ParsedOffer): string[] {
  const mids = bundle
    .filter((media) => media === video || canBeInactive(media, media === sections[transportIndex]))
    .map(({ mid }) => mid);
  return mids.length === 0 ? [] : [`a=group:BUNDLE ${mids.join(' ')}`];
}

/** What a section says of the transport: the candidates stand where the transport is, the rest in each, as browsers do. */
export function transportLines(
  { offer, ice, candidates, fingerprint, isActive = false }: AnsweredTransport,
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
    `a=setup:${isActive ? 'active' : 'passive'}`,
  ];
  return {
    port: first?.port ?? 9,
    connection: `c=IN ${first?.address.includes(':') === true ? 'IP6' : 'IP4'} ${first?.address ?? '0.0.0.0'}`,
    lines,
  };
}

/**
 * Port 0 refuses a section; it stays in its place so that the order matches the offer's (RFC 3264, 6). It names the
 * transport as browsers do: webrtcbin refuses an answer that leaves it out.
 */
export function rejectedSection(media: MediaSection, { lines }: TransportLines): string[] {
  return [
    `m=${media.kind} 0 ${media.protocol} ${media.formats.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    ...lines,
    ...midLine(media),
    'a=inactive',
  ];
}
