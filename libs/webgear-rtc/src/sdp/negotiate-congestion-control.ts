import { HeaderExtensionUri } from '../rtp/rtp-header-extensions.js';
import type { AnsweredExtension } from './answer-section.js';
import type { NegotiatedCodec } from './negotiate-codec.js';
import type { MediaSection } from './session-description.js';

/** How a viewer says what its path carries. */
export interface NegotiatedCongestionControl {
  /** It reports when each packet arrived, or what it estimates itself; `undefined` where it does neither. */
  readonly feedback?: 'transport-cc' | 'goog-remb';
  /** The header extension that this needs in each packet, where it has one. */
  readonly extension?: AnsweredExtension;
  /** `rtcp-fb` values of the payload types with a retransmission stream. */
  readonly rtcpFeedback: readonly string[];
}

/**
 * Chooses transport-wide feedback, else the viewer's own estimate.
 *
 * Extensions that differ from packet to packet need a retransmission stream: without one a retransmission is the same packet
 * under the same SRTP index, and another header there would give the authentication key away (RFC 7714, 9.1).
 *
 * @param extensions those of the offer that we may send
 */
export function negotiateCongestionControl(
  { codecs: offered }: Pick<MediaSection, 'codecs'>,
  codec: NegotiatedCodec,
  extensions: readonly AnsweredExtension[],
): NegotiatedCongestionControl {
  const offers = offered.find(({ payloadType }) => payloadType === codec.payloadType)?.rtcpFeedback ?? [];
  const hasRtx = codec.rtxPayloadType !== undefined;
  const extensionOf = (wanted: string): AnsweredExtension | undefined =>
    hasRtx ? extensions.find(({ uri }) => uri === wanted) : undefined;
  const limits = offers.filter((feedback) => feedback === 'ccm tmmbr');
  const transportWide = extensionOf(HeaderExtensionUri.TransportSequence);
  if (transportWide !== undefined && offers.includes('transport-cc')) {
    return {
      feedback: 'transport-cc',
      extension: transportWide,
      rtcpFeedback: [...limits, 'transport-cc'],
    };
  }
  if (!offers.includes('goog-remb')) return { rtcpFeedback: limits };
  const sendTime = extensionOf(HeaderExtensionUri.AbsoluteSendTime);
  return {
    feedback: 'goog-remb',
    ...(sendTime && { extension: sendTime }),
    rtcpFeedback: [...limits, 'goog-remb'],
  };
}
