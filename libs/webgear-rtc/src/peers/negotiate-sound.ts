import { randomInt } from 'node:crypto';
import type { TrackDescription } from '../broadcast/stream-engine.js';
import type { AudioCodec } from '../media/audio-frame.js';
import { audioTrack } from '../media/rendition-key.js';
import type { AudioRtpParameters } from '../rtp/audio-rtp-sender.js';
import { HeaderExtensionUri } from '../rtp/rtp-header-extensions.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { AnsweredExtension } from '../sdp/answer-section.js';
import type { NegotiatedAudio } from '../sdp/negotiate-audio.js';
import type { NegotiatedCongestionControl } from '../sdp/negotiate-congestion-control.js';
import { sendableExtensions, ssrcRanges } from './negotiate-media.js';

/** How one viewer's sound is sent. */
export interface NegotiatedSound {
  /** Without a stamp, which is that of the video. */
  readonly rtp: AudioRtpParameters;
  /** At the rate of the codec. */
  readonly clock: RtpClock;
  /** Header extensions to answer. */
  readonly extensions: readonly AnsweredExtension[];
  /** Id of the stamp that each packet gets; left out where the viewer takes none in its sound. */
  readonly stampId?: number;
  /** `rtcp-fb` values to answer. */
  readonly congestionFeedback: readonly string[];
}

/** RTP clock of each codec, in ticks per second (RFC 7587, 4.1; RFC 3551, 6). */
const clockRates: Readonly<Record<AudioCodec, number>> = {
  opus: audioTrack.clockRateHz,
  pcmu: 8_000,
  pcma: 8_000,
};

/**
 * Agrees on all that RTP needs for the sound besides the codec.
 *
 * @param congestion what was agreed on for the video: numbers of a transport count all its packets, where the viewer takes them
 * @returns `undefined` when the stream has no such track
 */
export function negotiateSound(
  { media, codec, payloadType, rtcpFeedback }: NegotiatedAudio,
  tracks: readonly TrackDescription[],
  congestion: NegotiatedCongestionControl | undefined,
): NegotiatedSound | undefined {
  const track = tracks.find(({ kind }) => kind === 'audio');
  if (track === undefined) return undefined;
  const clock = new RtpClock(track.wallClockOffsetUs, track.rtpOffset, clockRates[codec]);
  const sendable = sendableExtensions(media);
  const find = (uri: string): AnsweredExtension | undefined => sendable.find((each) => each.uri === uri);
  const mid = media.mid === undefined ? undefined : find(HeaderExtensionUri.Mid);
  const captureTime = find(HeaderExtensionUri.AbsoluteCaptureTime);
  // In a group an extension has one id in all sections (RFC 9143, 9.1); one that has another there is no use.
  const stamp = sendable.find(
    ({ id, uri }) => uri === congestion?.extension?.uri && id === congestion.extension.id,
  );
  return {
    rtp: {
      ssrc: randomInt(...ssrcRanges.audio),
      payloadType,
      extensions: mid === undefined ? [] : [{ id: mid.id, data: Buffer.from(media.mid ?? '') }],
      ...(captureTime && { captureTime: { id: captureTime.id, clock } }),
    },
    clock,
    extensions: [mid, captureTime, stamp].filter((extension) => extension !== undefined),
    ...(stamp && { stampId: stamp.id }),
    congestionFeedback:
      stamp !== undefined && congestion?.feedback === 'transport-cc'
        ? rtcpFeedback.filter((feedback) => feedback === 'transport-cc')
        : [],
  };
}
