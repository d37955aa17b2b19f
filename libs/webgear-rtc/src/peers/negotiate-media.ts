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
import type { MediaSection, OfferedHeaderExtension } from '../sdp/session-description.js';

const minPlayoutDelayMs = 0;
const maxPlayoutDelayMs = 200;

/**
 * Where the SSRCs of one viewer are drawn from, the end excluded. Of separate ranges: one SSRC for two streams would give two
 * packets the same SRTP key stream (RFC 3711, 9.1).
 */
export const ssrcRanges = {
  video: [1, 2 ** 31],
  rtx: [2 ** 31, 3 * 2 ** 30],
  audio: [3 * 2 ** 30, 2 ** 32],
} as const;

/** How one viewer's video is sent. */
export interface NegotiatedMedia {
  readonly rtp: RtpSenderParameters;
  readonly clock: RtpClock;
  /** Header extensions to answer. */
  readonly extensions: readonly AnsweredExtension[];
  /** Where there is anything to decide for the viewer. */
  readonly congestion?: NegotiatedCongestionControl;
}

/**
 * Agrees with an offer on all that RTP needs for the video besides the codec.
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
  const sendable = sendableExtensions(offer.video);
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

/**
 * What the viewer takes from us, under numbers that the one-byte form has (RFC 8285, 4.2). Of two with the same number, or two
 * numbers of the same, the first: a number may stand for one extension only (RFC 8285, 5).
 */
export function sendableExtensions({ headerExtensions }: MediaSection): AnsweredExtension[] {
  const seen = new Set<number | string>();
  const isFirst = ({ id, uri }: OfferedHeaderExtension): boolean => {
    const sizeBefore = seen.size;
    seen.add(id).add(uri);
    return seen.size === sizeBefore + 2;
  };
  return headerExtensions
    .filter(isFirst)
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
  const ssrc = randomInt(...ssrcRanges.video);
  const rtxSsrc = randomInt(...ssrcRanges.rtx);
  return {
    ssrc,
    payloadType: codec.payloadType,
    ...(codec.rtxPayloadType !== undefined && { rtx: { ssrc: rtxSsrc, payloadType: codec.rtxPayloadType } }),
    formatFor: (h264Profile) => formatFor(codec, h264Profile),
  };
}
