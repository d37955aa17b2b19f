import type { VideoCodec } from '../media/encoded-frame.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import {
  decodesProfile,
  h264LastResort,
  h264Preference,
  parseH264Format,
  type H264Format,
} from './h264-format.js';
import type { MediaSection, OfferedCodec } from './session-description.js';

/** A form of a codec, under the viewer's payload type numbers. */
export interface NegotiatedFormat {
  readonly payloadType: number;
  /** Payload type of its retransmission stream (RFC 4588), where offered. */
  readonly rtxPayloadType?: number;
  /** First four hex digits of the H.264 profile-level-id that was offered. */
  readonly h264Profile?: string;
  /** `packetization-mode` that was offered with it, which an answer must repeat (RFC 6184, 8.2.2). */
  readonly packetizationMode?: number;
  /** `rtcp-fb` values that were offered and that we act on. */
  readonly rtcpFeedback: readonly string[];
}

/** A codec both sides have, in the form that our encoder writes. */
export interface NegotiatedCodec extends NegotiatedFormat {
  readonly codec: VideoCodec;
  /** Other profiles of H.264 that passthrough frames may have. */
  readonly others: readonly NegotiatedFormat[];
}

const supportedFeedback = new Set(['nack', 'nack pli', 'ccm fir', 'rrtr']);

/** `profile_idc` of what sources have besides what our encoder writes, in hex: Main and High. */
const sourceProfiles = ['4d', '64'];

/**
 * Chooses the codec for a viewer: H.264 constrained baseline, which all browsers decode in hardware, else VP8, else
 * whatever H.264 it has.
 *
 * @param passthroughEnabled whether the source's own H.264 may be sent, whose profile is not known before it is open: then all that
 *   the viewer decodes are agreed on, and each frame says by its payload type which it is
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the viewer has neither
 */
export function negotiateCodec(
  { codecs: offered }: Pick<MediaSection, 'codecs'>,
  passthroughEnabled = false,
): NegotiatedCodec {
  const chosen =
    bestH264(offered, h264Preference) ??
    offered.find((codec) => isCodec(codec, 'vp8')) ??
    bestH264(offered, h264LastResort);
  if (chosen === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', {
      reason: `it has neither H.264 nor VP8, but ${offeredNames(offered)}`,
    });
  }
  const isH264 = isCodec(chosen, 'h264');
  return {
    codec: isH264 ? 'h264' : 'vp8',
    ...toFormat(chosen, offered),
    others: passthroughEnabled && isH264 ? otherH264(chosen, offered) : [],
  };
}

/** What an offer has, for a message: at most a few names, of bounded length. */
function offeredNames(offered: readonly OfferedCodec[]): string {
  const auxiliary = new Set(['rtx', 'red', 'ulpfec', 'flexfec-03']);
  const names = new Set(offered.map(({ name }) => name).filter((name) => !auxiliary.has(name)));
  const printable = [...names].filter((name) => /^[\w.-]{1,20}$/.test(name)).slice(0, 8);
  return printable.length === 0 ? 'no codec' : printable.map((name) => name.toUpperCase()).join(', ');
}

/** The format for frames of a profile: the first that decodes it; `undefined` when there is none. */
export function formatFor(codec: NegotiatedCodec, h264Profile: string): NegotiatedFormat | undefined {
  return [codec, ...codec.others].find(
    (format) => format.h264Profile !== undefined && decodesProfile(format.h264Profile, h264Profile),
  );
}

function otherH264(chosen: OfferedCodec, offered: readonly OfferedCodec[]): NegotiatedFormat[] {
  const usable = offered.filter(
    (codec) => isCodec(codec, 'h264') && parseH264Format(codec.parameters).packetizationMode === 1,
  );
  const decoding = sourceProfiles.map((profile) =>
    [chosen, ...usable].find((codec) => decodesProfile(parseH264Format(codec.parameters).profile, profile)),
  );
  return [...new Set(decoding)]
    .filter((codec) => codec !== undefined && codec !== chosen)
    .map((codec) => toFormat(codec as OfferedCodec, offered));
}

function toFormat(chosen: OfferedCodec, offered: readonly OfferedCodec[]): NegotiatedFormat {
  const rtx = offered.find(
    (codec) =>
      isCodec(codec, 'rtx') &&
      Number(/apt\s*=\s*(\d+)/i.exec(codec.parameters ?? '')?.[1]) === chosen.payloadType,
  );
  const h264 = isCodec(chosen, 'h264') ? parseH264Format(chosen.parameters) : undefined;
  return {
    payloadType: chosen.payloadType,
    ...(rtx && { rtxPayloadType: rtx.payloadType }),
    ...(h264 && { h264Profile: h264.profile, packetizationMode: h264.packetizationMode }),
    rtcpFeedback: [...new Set(chosen.rtcpFeedback)].filter((feedback) => supportedFeedback.has(feedback)),
  };
}

function bestH264(
  offered: readonly OfferedCodec[],
  preferenceOf: (format: H264Format) => number | undefined,
): OfferedCodec | undefined {
  return offered
    .filter((codec) => isCodec(codec, 'h264'))
    .map((codec) => ({ codec, preference: preferenceOf(parseH264Format(codec.parameters)) }))
    .filter(({ preference }) => preference !== undefined)
    .toSorted((a, b) => (a.preference ?? 0) - (b.preference ?? 0))[0]?.codec;
}

function isCodec(codec: OfferedCodec, name: string): boolean {
  return codec.name === name;
}
