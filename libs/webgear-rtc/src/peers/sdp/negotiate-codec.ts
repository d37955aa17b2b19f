import type { MediaDescription } from 'werift';
import type { VideoCodec } from '../../encoder/encoded-frame.interface.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { h264Preference, parseH264Format } from './h264-format.js';

type OfferedCodec = MediaDescription['rtp']['codecs'][number];

/** A codec both sides have, under the viewer's payload type numbers. */
export interface NegotiatedCodec {
  readonly codec: VideoCodec;
  readonly payloadType: number;
  /** Payload type of its retransmission stream (RFC 4588), where offered. */
  readonly rtxPayloadType?: number;
  /** First four hex digits of the H.264 profile-level-id that was offered. */
  readonly h264Profile?: string;
  /** `rtcp-fb` values that were offered and that we act on. */
  readonly rtcpFeedback: readonly string[];
}

const supportedFeedback = new Set(['nack', 'nack pli', 'ccm fir']);

/**
 * Chooses the codec for a viewer: H.264 constrained baseline, which all browsers decode in hardware, else VP8.
 *
 * @param streamProfile the H.264 profile of the source's own pictures, where they are handed on
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the viewer has neither
 */
export function negotiateCodec(video: MediaDescription, streamProfile?: string): NegotiatedCodec {
  const offered = video.rtp.codecs;
  const h264 = bestH264(offered, streamProfile);
  const chosen = h264 ?? offered.find((codec) => isCodec(codec, 'vp8'));
  if (chosen === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', {
      reason: 'it has neither H.264 (baseline or main, packetization-mode 1) nor VP8',
    });
  }
  const rtx = offered.find(
    (codec) =>
      isCodec(codec, 'rtx') && Number(/apt=(\d+)/.exec(codec.parameters ?? '')?.[1]) === chosen.payloadType,
  );
  return {
    codec: chosen === h264 ? 'h264' : 'vp8',
    payloadType: chosen.payloadType,
    ...(rtx && { rtxPayloadType: rtx.payloadType }),
    ...(chosen === h264 && { h264Profile: parseH264Format(h264.parameters).profile }),
    rtcpFeedback: chosen.rtcpFeedback
      .map(({ type, parameter }) => (parameter ? `${type} ${parameter}` : type))
      .filter((feedback) => supportedFeedback.has(feedback)),
  };
}

function bestH264(
  offered: readonly OfferedCodec[],
  streamProfile: string | undefined,
): OfferedCodec | undefined {
  return offered
    .filter((codec) => isCodec(codec, 'h264'))
    .map((codec) => ({ codec, preference: h264Preference(parseH264Format(codec.parameters), streamProfile) }))
    .filter(({ preference }) => preference !== undefined)
    .toSorted((a, b) => (a.preference ?? 0) - (b.preference ?? 0))[0]?.codec;
}

function isCodec(codec: OfferedCodec, name: string): boolean {
  return codec.mimeType.toLowerCase() === `video/${name}`;
}
