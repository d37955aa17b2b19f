import type { OfferedIce } from '../transport/transport-factory.js';
import { bundleOf, invalid, strongFingerprints, transportOf, unsupported } from './parse-offer.js';
import { checkSdpLimits } from './sdp-limits.js';
import { isRejected, parseSessionDescription, type MediaSection } from './session-description.js';

/** The parts of a publisher's offer that we answer to. */
export interface PublisherOffer {
  readonly media: readonly MediaSection[];
  /** At least one of both. */
  readonly video?: MediaSection;
  readonly audio?: MediaSection;
  /** See `ParsedOffer`. */
  readonly bundle: readonly MediaSection[];
  /** See `ParsedOffer`. */
  readonly transportIndex: number;
  readonly ice: OfferedIce;
  /** See `ParsedOffer`. */
  readonly fingerprints: readonly string[];
  /** Whether it waits for us to begin the DTLS handshake, as FFmpeg does. */
  readonly isPassive: boolean;
  readonly extmapAllowMixed: boolean;
}

/**
 * Reads a publisher's offer: one section of video, one of sound, or both over one transport (RFC 9725, 4.4).
 *
 * @throws WebGearRtcError `WGR_SDP_INVALID` when it is not an SDP of WebRTC, `WGR_SDP_UNSUPPORTED` when it cannot be taken
 */
export function parsePublisherOffer(sdp: string): PublisherOffer {
  checkSdpLimits(sdp);
  const session = parseSessionDescription(sdp);
  if (session === undefined) throw invalid('an "m=" line has not the form it must have');
  const { media } = session;
  const video = only(media, 'video');
  const audio = only(media, 'audio');
  const main = video ?? audio;
  if (main === undefined) throw unsupported('it has no section that sends video or sound');
  const bundle = bundleOf(session, main);
  if (video !== undefined && audio !== undefined && !bundle.includes(audio)) {
    throw unsupported('its video and its sound are not in one BUNDLE group');
  }
  const tagged = bundle[0] ?? main;
  const transport = transportOf(session, [tagged, main, ...bundle]);
  const { usernameFragment, password } = transport;
  if (usernameFragment === undefined || password === undefined) {
    throw invalid('ice-ufrag or ice-pwd is missing');
  }
  if (transport.iceLite) throw unsupported('both sides are ICE-lite, so none would begin');
  return {
    media,
    ...(video && { video }),
    ...(audio && { audio }),
    bundle,
    transportIndex: media.indexOf(tagged),
    ice: {
      usernameFragment,
      password,
      candidates: [...new Set([...bundle, main])].flatMap(({ candidates }) => candidates),
    },
    fingerprints: strongFingerprints(transport),
    isPassive: transport.setup === 'passive',
    extmapAllowMixed: session.extmapAllowMixed,
  };
}

/** No section may be refused while others are taken (RFC 9725, 4.4), so a second of a kind refuses the offer. */
function only(media: readonly MediaSection[], kind: 'video' | 'audio'): MediaSection | undefined {
  const sending = media.filter(
    (section) => section.kind === kind && !isRejected(section) && section.direction.startsWith('send'),
  );
  if (sending.length > 1) throw unsupported(`it has more than one section of ${kind}`);
  return sending[0];
}
