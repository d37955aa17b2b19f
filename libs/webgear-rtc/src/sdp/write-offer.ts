import { codecs } from '../codecs/codecs.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { HeaderExtensionUri } from '../rtp/rtp-header-extensions.js';
import type { LocalCandidate } from '../transport/ice/host-candidates.js';

/** What goes into an offer to receive. */
export interface OfferParameters {
  /** Video codecs to ask for, in order of preference. */
  readonly codecs: readonly VideoCodec[];
  /** Whether to ask for sound. */
  readonly audio: boolean;
  readonly ice: { readonly usernameFragment: string; readonly password: string };
  readonly candidates: readonly LocalCandidate[];
  /** SHA-256 fingerprint of our certificate, upper case with colons. */
  readonly fingerprint: string;
  readonly sessionId: number;
}

/** A payload type of an offer of ours, and what it stands for. */
export interface OfferedFormat {
  readonly payloadType: number;
  /** Its retransmissions (RFC 4588). */
  readonly rtxPayloadType: number;
  readonly codec: VideoCodec;
  readonly parameters: string | undefined;
}

/** The payload type of Opus in each offer of ours. */
export const opusPayloadType = 111;
/** The first of those that are not fixed (RFC 3551, 6); {@link opusPayloadType} lies behind all that are used. */
const firstPayloadType = 96;
const feedback = ['ccm fir', 'nack', 'nack pli', 'transport-cc'];

/**
 * The `a=fmtp` values to ask for, one for each that a server may choose among: servers compare the profiles of H.264 as they stand.
 * The levels are 5.1 or 5.2, up to 2160p60, since nothing here limits what is passed on.
 */
const formatsOf: Readonly<Record<VideoCodec, readonly (string | undefined)[]>> = {
  h264: ['42e0', '4d00', '640c', '6400'].map(
    (profile) => `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}34`,
  ),
  vp8: [undefined],
  vp9: ['profile-id=0'],
  av1: ['level-idx=13;profile=0;tier=0'],
  h265: ['level-id=153;profile-id=1;tier-flag=0;tx-mode=SRST'],
};

/** The header extensions that are asked for, by their ids in each offer of ours. */
export const offeredExtensions: readonly { readonly id: number; readonly uri: string }[] = [
  HeaderExtensionUri.Mid,
  HeaderExtensionUri.TransportSequence,
  HeaderExtensionUri.AbsoluteCaptureTime,
].map((uri, index) => ({ id: index + 1, uri }));

/** The payload types of an offer for these codecs. */
export function offeredFormats(asked: readonly VideoCodec[]): OfferedFormat[] {
  const formats = asked.flatMap((codec) => formatsOf[codec].map((parameters) => ({ codec, parameters })));
  return formats.map((format, index) => {
    const payloadType = firstPayloadType + 2 * index;
    return { ...format, payloadType: skipOpus(payloadType), rtxPayloadType: skipOpus(payloadType + 1) };
  });
}

/** An offer to receive video, and sound, over one transport (max-bundle), complete with its candidates. */
export function writeOffer(parameters: OfferParameters): string {
  const { ice, candidates, fingerprint, audio } = parameters;
  const transport = (withCandidates: boolean): string[] => [
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    // They stand in the tagged section alone (RFC 9143, 7.1.3).
    ...(withCandidates ? [...candidates.map(({ sdp }) => `a=candidate:${sdp}`), 'a=end-of-candidates'] : []),
    `a=ice-ufrag:${ice.usernameFragment}`,
    `a=ice-pwd:${ice.password}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
  ];
  return `${[
    'v=0',
    `o=- ${parameters.sessionId} 1 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${audio ? '0 1' : '0'}`,
    'a=extmap-allow-mixed',
    'a=msid-semantic: WMS *',
    ...videoLines(parameters.codecs, transport(true)),
    ...(audio ? audioLines(transport(false)) : []),
  ].join('\r\n')}\r\n`;
}

function videoLines(asked: readonly VideoCodec[], transport: readonly string[]): string[] {
  const formats = offeredFormats(asked);
  const payloadTypes = formats.flatMap(({ payloadType, rtxPayloadType }) => [payloadType, rtxPayloadType]);
  return [
    `m=video 9 UDP/TLS/RTP/SAVPF ${payloadTypes.join(' ')}`,
    ...transport,
    ...receivingLines('0', offeredExtensions),
    'a=rtcp-rsize',
    ...formats.flatMap(({ codec, parameters, payloadType, rtxPayloadType }) => {
      const { rtpName, track } = codecs[codec];
      return [
        `a=rtpmap:${payloadType} ${rtpName}/${track.clockRateHz}`,
        ...feedback.map((value) => `a=rtcp-fb:${payloadType} ${value}`),
        ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
        `a=rtpmap:${rtxPayloadType} rtx/${track.clockRateHz}`,
        `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
      ];
    }),
  ];
}

function audioLines(transport: readonly string[]): string[] {
  return [
    `m=audio 9 UDP/TLS/RTP/SAVPF ${opusPayloadType}`,
    ...transport,
    ...receivingLines('1', offeredExtensions),
    `a=rtpmap:${opusPayloadType} opus/48000/2`,
    `a=rtcp-fb:${opusPayloadType} transport-cc`,
    // Some servers mix stereo down for who does not ask for it.
    `a=fmtp:${opusPayloadType} minptime=10;useinbandfec=1;stereo=1`,
  ];
}

function receivingLines(mid: string, extensions: typeof offeredExtensions): string[] {
  return [
    `a=mid:${mid}`,
    ...extensions.map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    'a=recvonly',
    'a=rtcp-mux',
    'a=rtcp-mux-only',
  ];
}

function skipOpus(payloadType: number): number {
  return payloadType < opusPayloadType ? payloadType : payloadType + 1;
}
