import type { VideoCodec } from '../media/encoded-frame.js';
import type { OfferedCandidate } from '../transport/ice/offered-candidate.js';
import { checkSdpLimits } from './sdp-limits.js';
import {
  isRejected,
  parseSessionDescription,
  type MediaSection,
  type SessionDescription,
} from './session-description.js';
import { offeredFormats, opusPayloadType, type OfferedFormat } from './write-offer.js';

/** A payload type that the server may send. */
export interface AnsweredFormat {
  readonly payloadType: number;
  readonly codec: VideoCodec;
  /** That of its retransmissions, where it sends them in a stream of their own. */
  readonly rtxPayloadType?: number;
  /** The value of `a=fmtp`, which may hold parameter sets. */
  readonly parameters?: string;
  /** What it takes back, in lower case: `nack pli`. */
  readonly rtcpFeedback: readonly string[];
}

/** An answer to an offer of ours. */
export interface ReadAnswer {
  /** Empty where it sends no video. */
  readonly video: readonly AnsweredFormat[];
  /** Payload type of its Opus, where it sends sound. */
  readonly opus?: number;
  /** Header extensions it may send, by their ids. */
  readonly extensions: readonly { readonly id: number; readonly uri: string }[];
  readonly ice: {
    readonly usernameFragment: string;
    readonly password: string;
    readonly candidates: readonly OfferedCandidate[];
  };
  /** Its certificate has one of these: SHA-256, SHA-384 or SHA-512, upper case with colons. */
  readonly fingerprints: readonly string[];
  /** Whether the server begins the DTLS handshake. */
  readonly serverIsActive: boolean;
}

/** Hash functions that bind a certificate (RFC 8122, 5). */
const strongHashes = new Set(['sha-256', 'sha-384', 'sha-512']);

/**
 * Reads the answer to an offer that asked for these codecs.
 *
 * @returns the reason, as a clause that completes "the answer cannot be used", when it cannot
 */
export function readAnswer(sdp: string, asked: readonly VideoCodec[]): ReadAnswer | string {
  try {
    checkSdpLimits(sdp);
  } catch {
    return 'it is no SDP';
  }
  const session = parseSessionDescription(sdp);
  if (session === undefined) return 'it is no SDP';
  // Sections have the places of the offer (RFC 3264, 6); a server that drops the last one is understood all the same.
  const [first, second] = session.media;
  const video = first?.kind === 'video' && isSent(first) ? first : undefined;
  const audio = second?.kind === 'audio' && isSent(second) ? second : undefined;
  const tagged = video ?? audio;
  if (tagged === undefined) return 'it sends neither video nor sound';
  const { ice: described, fingerprints, setup, iceLite } = transportOf(session, tagged);
  if (described === undefined) return 'it has no ice-ufrag or ice-pwd';
  if (fingerprints.length === 0) return 'it has no fingerprint of a hash that is safe';
  if (setup === 'holdconn' || setup === 'actpass') return `it has a=setup:${setup}`;
  const formats = video === undefined ? [] : readFormats(video, offeredFormats(asked));
  if (video !== undefined && formats.length === 0) return 'it has no codec of the offer';
  // Over a transport of its own it would need another session; the offer was max-bundle.
  const isBundled = audio !== undefined && isInBundle(session, tagged, audio);
  const opus = isBundled ? audio.codecs.find(({ name }) => name === 'opus')?.payloadType : undefined;
  return {
    video: formats,
    ...(opus === opusPayloadType && { opus }),
    extensions: tagged.headerExtensions
      .filter(({ direction }) => direction !== 'inactive' && direction !== 'recvonly')
      .map(({ id, uri }) => ({ id, uri })),
    ice: {
      ...described,
      candidates: [...new Set([tagged, ...(isBundled ? [audio] : [])])].flatMap((each) => each.candidates),
    },
    fingerprints,
    // An ICE-lite server waits for our checks, and then for our handshake, unless it says otherwise.
    serverIsActive: setup === 'active' || (setup === undefined && !iceLite),
  };
}

function isSent(section: MediaSection): boolean {
  return !isRejected(section) && (section.direction === 'sendonly' || section.direction === 'sendrecv');
}

function isInBundle(session: SessionDescription, tagged: MediaSection, audio: MediaSection): boolean {
  if (tagged === audio) return true;
  const { mid: videoMid = '0' } = tagged;
  const { mid: audioMid = '1' } = audio;
  return session.bundleGroups.some((mids) => mids.includes(videoMid) && mids.includes(audioMid));
}

function transportOf(session: SessionDescription, tagged: MediaSection) {
  const sources = [tagged.transport, session.transport];
  const ice = sources.find(({ usernameFragment, password }) => usernameFragment && password);
  const { usernameFragment, password } = ice ?? {};
  return {
    ice:
      usernameFragment === undefined || password === undefined ? undefined : { usernameFragment, password },
    fingerprints: (sources.find(({ fingerprints }) => fingerprints.length > 0)?.fingerprints ?? [])
      .filter(({ algorithm }) => strongHashes.has(algorithm))
      .map(({ value }) => value),
    setup: sources.find(({ setup }) => setup !== undefined)?.setup,
    iceLite: sources.some(({ iceLite }) => iceLite),
  };
}

/** An answer may have only what the offer has, under the same numbers (RFC 9429, 5.3.1). */
function readFormats(section: MediaSection, offered: readonly OfferedFormat[]): AnsweredFormat[] {
  const { codecs } = section;
  return offered.flatMap(({ payloadType, rtxPayloadType, codec }) => {
    const answered = codecs.find((each) => each.payloadType === payloadType);
    if (answered === undefined) return [];
    const hasRtx = codecs.some((each) => each.payloadType === rtxPayloadType && each.name === 'rtx');
    return {
      payloadType,
      codec,
      ...(hasRtx && { rtxPayloadType }),
      ...(answered.parameters !== undefined && { parameters: answered.parameters }),
      rtcpFeedback: answered.rtcpFeedback,
    };
  });
}
