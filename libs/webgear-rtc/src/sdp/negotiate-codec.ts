import { lastResort, type CodecDescriptor, type CodecFormat } from '../codecs/codec-descriptor.js';
import { codecs } from '../codecs/codecs.js';
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
 * Chooses the codec for a viewer: the first of `served` that it offers, whatever its own order; a format that it decodes only
 * perhaps comes after those of all codecs that it does decode (`CodecDescriptor.preferenceOf`).
 *
 * @param served best first
 * @param passthroughEnabled whether the source's own H.264 may be sent, whose profile is not known before it is open: then all
 *   that the viewer decodes are agreed on, and each frame says by its payload type which it is
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the viewer has none that we serve
 */
export function negotiateCodec(
  { codecs: offered }: Pick<MediaSection, 'codecs'>,
  served: readonly VideoCodec[],
  passthroughEnabled = false,
): NegotiatedCodec {
  const candidates = served.flatMap((codec) =>
    offered.flatMap((payloadType) => toCandidate(payloadType, codecs[codec]) ?? []),
  );
  const chosen = best(candidates);
  if (chosen === undefined) {
    const names = served.map((codec) => codecs[codec].rtpName.replace(/^H(?=\d)/, 'H.'));
    const missing = names.length === 1 ? `no ${names.join()}` : `neither ${names.join(' nor ')}`;
    const reason = `it has ${missing}, but ${offeredNames(offered)}`;
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

function toCandidate(offered: OfferedCodec, descriptor: CodecDescriptor): Candidate | undefined {
  if (offered.name !== descriptor.rtpName.toLowerCase()) return undefined;
  return { offered, descriptor, format: descriptor.formatOf(offered.parameters) };
}

/** The best format of the first codec; the given order is kept among equals, since sorting is stable. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  const rankOf = ({ descriptor, format }: Candidate): number =>
    descriptor.preferenceOf(format) ?? Number.POSITIVE_INFINITY;
  const usable = candidates.filter((candidate) => rankOf(candidate) < Number.POSITIVE_INFINITY);
  const first = usable.find((candidate) => rankOf(candidate) < lastResort) ?? usable[0];
  return usable
    .filter(({ descriptor }) => descriptor === first?.descriptor)
    .toSorted((one, other) => rankOf(one) - rankOf(other))[0];
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
