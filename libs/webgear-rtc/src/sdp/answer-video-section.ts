import { codecs } from '../codecs/codecs.js';
import { sendingSection, ssrcLines, type AnsweredExtension, type TransportLines } from './answer-section.js';
import type { NegotiatedCodec, NegotiatedFormat } from './negotiate-codec.js';
import type { MediaSection } from './session-description.js';

/** The video as it is answered. */
export interface AnsweredVideo {
  readonly codec: NegotiatedCodec;
  /** `level_idc` of the H.264 stream; two hex digits in profile-level-id. */
  readonly h264LevelIdc: number;
  readonly ssrc: number;
  readonly rtxSsrc?: number;
  /** Header extensions both sides have, under the viewer's ids. */
  readonly extensions: readonly AnsweredExtension[];
  /** `rtcp-fb` values of congestion control, for the payload types that have a retransmission stream. */
  readonly congestionFeedback?: readonly string[];
}

/**
 * What a viewer may send, in kbit/s. It sends nothing but RTCP, and libwebrtc makes the interval of transport-wide feedback of it:
 * 5 % of this in messages of 68 bytes are 125 ms. Without the line it is 50 ms, and reading more than twice as many messages
 * would be a quarter of what a viewer costs.
 */
const feedbackBandwidthKbps = 87;

/**
 * The section that the video is sent in.
 *
 * @param msid media stream id and track id
 */
export function videoSection(
  media: MediaSection,
  transport: TransportLines,
  video: AnsweredVideo,
  cname: string,
  msid: string,
): string[] {
  const { codec, ssrc, rtxSsrc, extensions } = video;
  const formats = [codec, ...codec.others];
  const payloadTypes = formats.flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType],
  );
  return [
    ...sendingSection(media, transport, {
      payloadTypes,
      extensions,
      msid,
      ...(video.congestionFeedback?.includes('transport-cc') === true && {
        bandwidthKbps: feedbackBandwidthKbps,
      }),
    }),
    'a=rtcp-rsize',
    ...formats.flatMap((format) => formatLines(format, video)),
    ...(rtxSsrc === undefined ? [] : [`a=ssrc-group:FID ${ssrc} ${rtxSsrc}`]),
    ...ssrcLines(ssrc, cname, msid),
    ...(rtxSsrc === undefined ? [] : ssrcLines(rtxSsrc, cname, msid)),
  ];
}

function formatLines(
  format: NegotiatedFormat,
  { codec, h264LevelIdc, congestionFeedback = [] }: AnsweredVideo,
): string[] {
  const { payloadType, rtxPayloadType, rtcpFeedback } = format;
  const { rtpName, track, answerParameters } = codecs[codec.codec];
  const parameters = answerParameters(format, h264LevelIdc);
  return [
    `a=rtpmap:${payloadType} ${rtpName}/${track.clockRateHz}`,
    ...[...rtcpFeedback, ...(rtxPayloadType === undefined ? [] : congestionFeedback)].map(
      (feedback) => `a=rtcp-fb:${payloadType} ${feedback}`,
    ),
    ...(parameters === undefined ? [] : [`a=fmtp:${payloadType} ${parameters}`]),
    ...(rtxPayloadType === undefined
      ? []
      : [
          `a=rtpmap:${rtxPayloadType} rtx/${track.clockRateHz}`,
          `a=fmtp:${rtxPayloadType} apt=${payloadType}`,
        ]),
  ];
}
