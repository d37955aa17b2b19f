import type { MediaDescription } from 'werift';
import type { VideoCodec } from '../../encoder/encoded-frame.interface.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { decodesProfile, h264Preference, parseH264Format } from './h264-format.js';

type OfferedCodec = MediaDescription['rtp']['codecs'][number];

/** A form of a codec, under the viewer's payload type numbers. */
export interface NegotiatedFormat {
  readonly payloadType: number;
  /** Payload type of its retransmission stream (RFC 4588), where offered. */
  readonly rtxPayloadType?: number;
  /** First four hex digits of the H.264 profile-level-id that was offered. */
  readonly h264Profile?: string;
  /** `rtcp-fb` values that were offered and that we act on. */
  readonly rtcpFeedback: readonly string[];
}

/** A codec both sides have, in the form that our encoder writes. */
export interface NegotiatedCodec extends NegotiatedFormat {
  readonly codec: VideoCodec;
  /** Other forms of H.264 that a source's own pictures may have. */
  readonly others: readonly NegotiatedFormat[];
}

const supportedFeedback = new Set(['nack', 'nack pli', 'ccm fir', 'rrtr']);

/** `profile_idc` of what sources have besides what our encoder writes, in hex: Main and High. */
const sourceProfiles = ['4d', '64'];

/**
 * Chooses the codec for a viewer: H.264 constrained baseline, which all browsers decode in hardware, else VP8.
 *
 * @param handsOn whether the source's own H.264 may be sent, whose profile is not known before it is open: then all that
 *   the viewer decodes are agreed on, and each picture says by its payload type which it is
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the viewer has neither
 */
export function negotiateCodec(video: MediaDescription, handsOn = false): NegotiatedCodec {
  const offered = video.rtp.codecs;
  const h264 = bestH264(offered);
  const chosen = h264 ?? offered.find((codec) => isCodec(codec, 'vp8'));
  if (chosen === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', {
      reason: 'it has neither H.264 (baseline or main, packetization-mode 1) nor VP8',
    });
  }
  return {
    codec: chosen === h264 ? 'h264' : 'vp8',
    ...toFormat(chosen, offered),
    others: handsOn && chosen === h264 ? otherH264(chosen, offered) : [],
  };
}

/** The form for pictures of a profile: the first that decodes it; `undefined` when there is none. */
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
      isCodec(codec, 'rtx') && Number(/apt=(\d+)/.exec(codec.parameters ?? '')?.[1]) === chosen.payloadType,
  );
  return {
    payloadType: chosen.payloadType,
    ...(rtx && { rtxPayloadType: rtx.payloadType }),
    ...(isCodec(chosen, 'h264') && { h264Profile: parseH264Format(chosen.parameters).profile }),
    rtcpFeedback: chosen.rtcpFeedback
      .map(({ type, parameter }) => (parameter ? `${type} ${parameter}` : type))
      .filter((feedback) => supportedFeedback.has(feedback)),
  };
}

function bestH264(offered: readonly OfferedCodec[]): OfferedCodec | undefined {
  return offered
    .filter((codec) => isCodec(codec, 'h264'))
    .map((codec) => ({ codec, preference: h264Preference(parseH264Format(codec.parameters)) }))
    .filter(({ preference }) => preference !== undefined)
    .toSorted((a, b) => (a.preference ?? 0) - (b.preference ?? 0))[0]?.codec;
}

function isCodec(codec: OfferedCodec, name: string): boolean {
  return codec.mimeType.toLowerCase() === `video/${name}`;
}
