import { randomInt } from 'node:crypto';
import type { TrackDescription } from '../broadcast/stream-engine.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { HeaderExtensionUri, playoutDelay, type HeaderExtension } from '../rtp/rtp-header-extensions.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { RtpSenderParameters } from '../rtp/rtp-sender.js';
import type { AnsweredExtension } from '../sdp/answer-section.js';
import { formatFor, type NegotiatedCodec } from '../sdp/negotiate-codec.js';
import {
  negotiateCongestionControl,
  type NegotiatedCongestionControl,
} from '../sdp/negotiate-congestion-control.js';
import type { ParsedOffer } from '../sdp/parse-offer.js';

const minPlayoutDelayMs = 0;
const maxPlayoutDelayMs = 200;

/** How one viewer's media is sent. */
export interface NegotiatedMedia {
  readonly rtp: RtpSenderParameters;
  readonly clock: RtpClock;
  /** Header extensions to answer. */
  readonly extensions: readonly AnsweredExtension[];
  /** Where there is anything to decide for the viewer. */
  readonly congestion?: NegotiatedCongestionControl;
}

/**
 * Agrees with an offer on all that RTP needs besides the codec.
 *
 * @param isAdaptive whether there is anything to decide for the viewer: without that, feedback would only be a cost to both
 * @throws WebGearRtcError `WGR_SDP_UNSUPPORTED` when the stream has no video
 */
export function negotiateMedia(
  offer: ParsedOffer,
  codec: NegotiatedCodec,
  tracks: readonly TrackDescription[],
  isAdaptive: boolean,
): NegotiatedMedia {
  const clock = videoClock(tracks);
  const sendable = sendableExtensions(offer);
  const constant = constantExtensions(offer, sendable);
  const captureTime = sendable.find(({ uri }) => uri === HeaderExtensionUri.AbsoluteCaptureTime);
  const congestion = isAdaptive ? negotiateCongestionControl(offer.video, codec, sendable) : undefined;
  return {
    rtp: {
      ...streamParameters(codec),
      extensions: constant,
      ...(captureTime && { captureTime: { id: captureTime.id, clock } }),
    },
    clock,
    extensions: [
      ...constant,
      ...(captureTime === undefined ? [] : [captureTime]),
      ...(congestion?.extension === undefined ? [] : [congestion.extension]),
    ],
    ...(congestion && { congestion }),
  };
}

/** The same RTP clock as that of the renditions, which may be made in another thread. */
function videoClock(tracks: readonly TrackDescription[]): RtpClock {
  const video = tracks.find(({ kind }) => kind === 'video');
  if (video === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason: 'the stream has no video' });
  }
  return new RtpClock(video.wallClockOffsetUs, video.rtpOffset);
}

/** What the viewer takes from us, under numbers that the one-byte form has (RFC 8285, 4.2). */
function sendableExtensions(offer: ParsedOffer): AnsweredExtension[] {
  return offer.video.headerExtensions
    .filter(({ id, direction }) => id >= 1 && id <= 14 && ['sendrecv', 'recvonly'].includes(direction))
    .map(({ id, uri, direction }) => ({ id, uri, ...(direction === 'recvonly' && { receiveOnly: true }) }));
}

/** Those that say the same in each packet. */
function constantExtensions(
  offer: ParsedOffer,
  sendable: readonly AnsweredExtension[],
): (HeaderExtension & AnsweredExtension)[] {
  const values = new Map<string, Buffer>([
    [HeaderExtensionUri.PlayoutDelay, playoutDelay(minPlayoutDelayMs, maxPlayoutDelayMs)],
  ]);
  if (offer.video.mid !== undefined) values.set(HeaderExtensionUri.Mid, Buffer.from(offer.video.mid));
  return sendable.flatMap((extension) => {
    const data = values.get(extension.uri);
    return data === undefined ? [] : [{ ...extension, data }];
  });
}

function streamParameters(
  codec: NegotiatedCodec,
): Pick<RtpSenderParameters, 'ssrc' | 'payloadType' | 'rtx' | 'formatFor'> {
  // From separate halves of the number space: one SSRC for both streams would give two packets the same SRTP key
  // stream (RFC 3711, 9.1).
  const ssrc = randomInt(1, 2 ** 31);
  const rtxSsrc = randomInt(2 ** 31, 2 ** 32);
  return {
    ssrc,
    payloadType: codec.payloadType,
    ...(codec.rtxPayloadType !== undefined && { rtx: { ssrc: rtxSsrc, payloadType: codec.rtxPayloadType } }),
    formatFor: (h264Profile) => formatFor(codec, h264Profile),
  };
}
