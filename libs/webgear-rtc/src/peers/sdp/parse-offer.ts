import { SessionDescription, type IceCandidate, type MediaDescription } from 'werift';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { checkSdpLimits } from './sdp-limits.js';

/** The parts of an offer we answer to. */
export interface ParsedOffer {
  readonly media: readonly MediaDescription[];
  /** The section we serve. */
  readonly video: MediaDescription;
  /** Place of `video` among the sections. */
  readonly videoIndex: number;
  /** The viewer's half of the connectivity checks, and where it may be found. */
  readonly ice: {
    readonly usernameFragment: string;
    readonly password: string;
    readonly candidates: readonly IceCandidate[];
  };
  /** SHA-256 fingerprints its certificate may have, upper case with colons. */
  readonly fingerprints: readonly string[];
  readonly extmapAllowMixed: boolean;
}

/**
 * Reads a viewer's offer.
 *
 * @throws WebGearRtcError `WGR_SDP_INVALID` when it is not an SDP of WebRTC, `WGR_SDP_UNSUPPORTED` when it cannot be
 *   served
 */
export function parseOffer(sdp: string): ParsedOffer {
  checkSdpLimits(sdp);
  const session = parseSession(sdp);
  const videoIndex = session.media.findIndex(
    ({ kind, port, direction }) =>
      kind === 'video' && port !== 0 && (direction === 'recvonly' || direction === 'sendrecv' || !direction),
  );
  const video = session.media[videoIndex];
  if (video === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', {
      reason: 'it has no video section that wants to receive',
    });
  }
  const { usernameFragment, password } = video.iceParams ?? {};
  if (!usernameFragment || !password || video.iceParams === undefined) {
    throw new WebGearRtcError('WGR_SDP_INVALID', { reason: 'ice-ufrag or ice-pwd is missing' });
  }
  if (session.iceLite || video.iceParams.iceLite) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', {
      reason: 'both sides are ICE-lite, so none would begin',
    });
  }
  // werift's names of the roles: a peer that insists on a=setup:passive waits for us to begin, and so do we.
  if (video.dtlsParams?.role === 'server') {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason: 'it must offer a=setup:actpass or active' });
  }
  const fingerprints = (video.dtlsParams?.fingerprints ?? [])
    .filter(({ algorithm, value }) => algorithm?.toLowerCase() === 'sha-256' && value)
    .map(({ value }) => value.toUpperCase());
  if (fingerprints.length === 0) {
    throw new WebGearRtcError('WGR_SDP_INVALID', { reason: 'it has no sha-256 fingerprint' });
  }
  const extmapAllowMixed = /^a=extmap-allow-mixed\s*$/m.test(sdp);
  // A browser that sends everything over one way names its candidates in the first section alone (RFC 8843, 9.2).
  const candidates = session.media
    .filter(({ iceParams }) => iceParams?.usernameFragment === usernameFragment)
    .flatMap(({ iceCandidates }) => iceCandidates);
  const ice = { usernameFragment, password, candidates };
  return { media: session.media, video, videoIndex, ice, fingerprints, extmapAllowMixed };
}

function parseSession(sdp: string): SessionDescription {
  try {
    return SessionDescription.parse(sdp);
  } catch (cause) {
    throw new WebGearRtcError(
      'WGR_SDP_INVALID',
      { reason: 'a line has not the form it must have' },
      { cause },
    );
  }
}
