import type { CodecDescriptor, CodecFormat } from '../codecs/codec-descriptor.js';
import { codecOfRtpName, codecs } from '../codecs/codecs.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { MediaSection, OfferedCodec } from './session-description.js';

/** A format of a codec, under the viewer's payload type numbers. */
export interface NegotiatedFormat extends CodecFormat {
  readonly payloadType: number;
  /** Payload type of its retransmission stream (RFC 4588), where offered. */
  readonly rtxPayloadType?: number;
  /** `rtcp-fb` values that were offered and that we act on. */
  readonly rtcpFeedback: readonly string[];
}

/** A codec both sides have, in the format that our encoder writes. */
export interface NegotiatedCodec extends NegotiatedFormat {
  readonly codec: VideoCodec;
  /** Other formats of the codec that encoded frames of a source may have. */
  readonly others: readonly NegotiatedFormat[];
}

/** An offered payload type of a codec that we serve. */
interface Candidate {
  readonly offered: OfferedCodec;
  readonly descriptor: CodecDescriptor;
  readonly format: CodecFormat;
}

const supportedFeedback = new Set(['nack', 'nack pli', 'ccm fir', 'rrtr']);

/**
 * Chooses the codec for a viewer: H.264 constrained baseline, which all browsers decode in hardware, else VP8, else
 * whatever H.264 it has. The order is that of `CodecDescriptor.preferenceOf`.
 *
 * @param passthroughEnabled whether the source's own H.264 may be sent, whose profile is not known before it is open: then all
 *   that the viewer decodes are agreed on, and each frame says by its payload type which it is
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the viewer has none that we serve
 */
export function negotiateCodec(
  { codecs: offered }: Pick<MediaSection, 'codecs'>,
  passthroughEnabled = false,
): NegotiatedCodec {
  const candidates = offered.flatMap((codec) => toCandidate(codec) ?? []);
  const chosen = best(candidates);
  if (chosen === undefined) {
    const served = Object.values(codecs).map(({ rtpName }) => rtpName.replace(/^H(?=\d)/, 'H.'));
    const reason = `it has neither ${served.join(' nor ')}, but ${offeredNames(offered)}`;
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason });
  }
  const others = passthroughEnabled ? formatsOfSources(chosen, candidates) : [];
  return {
    codec: chosen.descriptor.codec,
    ...toFormat(chosen, offered),
    others: others.map((candidate) => toFormat(candidate, offered)),
  };
}

/** The format for frames of a profile: the first that decodes it; `undefined` when there is none. */
export function formatFor(codec: NegotiatedCodec, h264Profile: string): NegotiatedFormat | undefined {
  const { decodesProfile } = codecs[codec.codec];
  return [codec, ...codec.others].find((format) => decodesProfile(format, h264Profile));
}

function toCandidate(offered: OfferedCodec): Candidate | undefined {
  const descriptor = codecOfRtpName(offered.name);
  return descriptor && { offered, descriptor, format: descriptor.formatOf(offered.parameters) };
}

function best(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates
    .map((candidate) => ({ candidate, preference: candidate.descriptor.preferenceOf(candidate.format) }))
    .filter(({ preference }) => preference !== undefined)
    .toSorted((a, b) => (a.preference ?? 0) - (b.preference ?? 0))[0]?.candidate;
}

/** The formats beside the chosen one that carry what sources encode: of each profile the first that decodes it. */
function formatsOfSources(chosen: Candidate, candidates: readonly Candidate[]): Candidate[] {
  const { descriptor } = chosen;
  const usable = candidates.filter(
    (candidate) => candidate.descriptor === descriptor && descriptor.takesPassthrough(candidate.format),
  );
  const decoding = descriptor.sourceProfiles.map((profile) =>
    [chosen, ...usable].find(({ format }) => descriptor.decodesProfile(format, profile)),
  );
  return [...new Set(decoding)].filter(
    (candidate) => candidate !== undefined && candidate !== chosen,
  ) as Candidate[];
}

/** What an offer has, for a message: at most a few names, of bounded length. */
function offeredNames(offered: readonly OfferedCodec[]): string {
  const auxiliary = new Set(['rtx', 'red', 'ulpfec', 'flexfec-03']);
  const names = new Set(offered.map(({ name }) => name).filter((name) => !auxiliary.has(name)));
  const printable = [...names].filter((name) => /^[\w.-]{1,20}$/.test(name)).slice(0, 8);
  return printable.length === 0 ? 'no codec' : printable.map((name) => name.toUpperCase()).join(', ');
}

function toFormat(
  { offered: chosen, format }: Candidate,
  offered: readonly OfferedCodec[],
): NegotiatedFormat {
  const rtx = offered.find(
    ({ name, parameters }) =>
      name === 'rtx' && Number(/apt\s*=\s*(\d+)/i.exec(parameters ?? '')?.[1]) === chosen.payloadType,
  );
  return {
    payloadType: chosen.payloadType,
    ...(rtx && { rtxPayloadType: rtx.payloadType }),
    ...format,
    rtcpFeedback: [...new Set(chosen.rtcpFeedback)].filter((feedback) => supportedFeedback.has(feedback)),
  };
}
