import { isServed } from '../codecs/codecs.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { OfferedIce } from '../transport/transport-factory.js';
import { checkSdpLimits } from './sdp-limits.js';
import {
  isRejected,
  parseSessionDescription,
  wantsMedia,
  type MediaSection,
  type SessionDescription,
  type TransportAttributes,
} from './session-description.js';

/** The parts of an offer we answer to. */
export interface ParsedOffer {
  readonly media: readonly MediaSection[];
  /** The section we serve. */
  readonly video: MediaSection;
  /** Place of `video` among the sections. */
  readonly videoIndex: number;
  /**
   * The sections of `video`'s BUNDLE group that the viewer has not refused, in the order of the group; empty where it has
   * none, since an answer may have a group only where the offer has one.
   */
  readonly bundle: readonly MediaSection[];
  /**
   * Place of the section whose transport carries the video: the offerer-tagged section of its BUNDLE group (RFC 9143,
   * 7.2.1), else `video` itself.
   */
  readonly transportIndex: number;
  /** The viewer's half of the connectivity checks, and where it may be found. */
  readonly ice: OfferedIce;
  /** SHA-256, SHA-384 or SHA-512 fingerprints its certificate may have, upper case with colons. */
  readonly fingerprints: readonly string[];
  readonly extmapAllowMixed: boolean;
}

/** Hash functions that bind a certificate; SHA-1 and older no longer do (RFC 8122, 5). */
const strongHashes = new Set(['sha-256', 'sha-384', 'sha-512']);

/**
 * Reads a viewer's offer.
 *
 * @param served the codecs it can be answered with
 * @throws WebGearRtcError `WGR_SDP_INVALID` when it is not an SDP of WebRTC, `WGR_SDP_UNSUPPORTED` when it cannot be
 *   served
 */
export function parseOffer(sdp: string, served: readonly VideoCodec[]): ParsedOffer {
  checkSdpLimits(sdp);
  const session = parseSessionDescription(sdp);
  if (session === undefined) throw invalid('an "m=" line has not the form it must have');
  const { media } = session;
  const wanting = media.filter((section) => section.kind === 'video' && wantsMedia(section));
  // Of several, one that can be served: a page may ask for each codec in a section of its own.
  const video = wanting.find(({ codecs }) => codecs.some(({ name }) => isServed(name, served))) ?? wanting[0];
  if (video === undefined) throw unsupported('it has no video section that wants to receive');
  const bundle = bundleOf(session, video);
  const tagged = bundle[0] ?? video;
  const transport = transportOf(session, [tagged, video, ...bundle]);
  const { usernameFragment, password } = transport;
  if (usernameFragment === undefined || password === undefined) {
    throw invalid('ice-ufrag or ice-pwd is missing');
  }
  checkTransport(transport);
  return {
    media,
    video,
    videoIndex: media.indexOf(video),
    bundle,
    transportIndex: media.indexOf(tagged),
    ice: {
      usernameFragment,
      password,
      // With BUNDLE the candidates stand in the tagged section alone (RFC 9143, 7.1.3).
      candidates: [...new Set([...bundle, video])]
        .filter(({ transport: own }) => (own.usernameFragment ?? usernameFragment) === usernameFragment)
        .flatMap(({ candidates }) => candidates),
    },
    fingerprints: strongFingerprints(transport),
    extmapAllowMixed: session.extmapAllowMixed,
  };
}

/** The sections of the group of one, in the order of the group; see {@link ParsedOffer.bundle}. */
export function bundleOf({ bundleGroups, media }: SessionDescription, { mid }: MediaSection): MediaSection[] {
  const group = bundleGroups.find((mids) => mid !== undefined && mids.includes(mid));
  const byMid = new Map(media.map((section) => [section.mid, section]));
  return [...new Set(group)]
    .map((name) => byMid.get(name))
    .filter((section) => section !== undefined && !isRejected(section)) as MediaSection[];
}

/** Each attribute from the first section that has it; what a section leaves out holds for the session. */
export function transportOf(
  session: SessionDescription,
  sections: readonly MediaSection[],
): TransportAttributes {
  const [own, ...others] = sections.map(({ transport }) => transport);
  const sources = [...(own === undefined ? [] : [own]), session.transport, ...others];
  const ice = sources.find(({ usernameFragment, password }) => usernameFragment && password);
  const setup = sources.find((source) => source.setup !== undefined)?.setup;
  return {
    ...(ice?.usernameFragment !== undefined && { usernameFragment: ice.usernameFragment }),
    ...(ice?.password !== undefined && { password: ice.password }),
    ...(setup !== undefined && { setup }),
    fingerprints: sources.find(({ fingerprints }) => fingerprints.length > 0)?.fingerprints ?? [],
    iceLite: sources.some(({ iceLite }) => iceLite),
  };
}

/** @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` where both sides would wait for the other */
export function checkTransport({ iceLite, setup }: TransportAttributes): void {
  if (iceLite) throw unsupported('both sides are ICE-lite, so none would begin');
  // Without the attribute the offerer is the active side (RFC 4145, 4); we wait to be called in either case.
  if (setup !== undefined && setup !== 'actpass' && setup !== 'active') {
    throw unsupported('it must offer a=setup:actpass or active');
  }
}

/** @throws WebGearRtcError `WGR_SDP_INVALID` where there is none of a strong hash */
export function strongFingerprints({ fingerprints }: TransportAttributes): string[] {
  if (fingerprints.length === 0) throw invalid('it has no fingerprint');
  const strong = fingerprints.filter(({ algorithm }) => strongHashes.has(algorithm));
  if (strong.length === 0) {
    throw invalid('it has no sha-256, sha-384 or sha-512 fingerprint');
  }
  return strong.map(({ value }) => value);
}

/** The error for what is no SDP of WebRTC. */
export function invalid(reason: string): WebGearRtcError<'WGR_SDP_INVALID'> {
  return new WebGearRtcError('WGR_SDP_INVALID', { reason });
}

/** The error for what cannot be served. */
export function unsupported(reason: string): WebGearRtcError<'WGR_SDP_UNSUPPORTED'> {
  return new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason });
}
