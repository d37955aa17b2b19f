import type { AudioCodec } from '../media/audio-frame.js';
import { sendingSection, ssrcLines, type AnsweredExtension, type TransportLines } from './answer-section.js';
import type { NegotiatedAudio } from './negotiate-audio.js';

/** The sound as it is answered. */
export interface AnsweredAudio {
  readonly negotiated: NegotiatedAudio;
  readonly ssrc: number;
  /** Header extensions both sides have, under the viewer's ids. */
  readonly extensions: readonly AnsweredExtension[];
  /** `rtcp-fb` values of congestion control. */
  readonly congestionFeedback?: readonly string[];
  /**
   * Whether it is in the media stream of the video, by which viewers keep both in sync. For that they delay the video where
   * the sound is later.
   */
  readonly sync: boolean;
}

const rtpmaps: Readonly<Record<AudioCodec, string>> = {
  opus: 'opus/48000/2',
  pcmu: 'PCMU/8000',
  pcma: 'PCMA/8000',
};

/**
 * The section that the sound is sent in. Without retransmissions: Opus repairs a loss out of the packet behind it, in less
 * time than a round trip. Without `rtcp-rsize`, which Firefox does not offer for sound, and which an answer may have only then
 * (RFC 5506, 5).
 *
 * @param msid media stream id and track id
 */
export function audioSection(
  transport: TransportLines,
  { negotiated, ssrc, extensions, congestionFeedback = [] }: AnsweredAudio,
  cname: string,
  msid: string,
): string[] {
  const { media, codec, payloadType, channels } = negotiated;
  return [
    ...sendingSection(media, transport, { payloadTypes: [payloadType], extensions, msid }),
    `a=rtpmap:${payloadType} ${rtpmaps[codec]}`,
    ...congestionFeedback.map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`),
    ...(codec === 'opus' ? [`a=fmtp:${payloadType} ${opusParameters(channels)}`] : []),
    ...ssrcLines(ssrc, cname, msid),
  ];
}

/** RFC 7587, 6.1: `sprop-stereo` is what is sent. Some decode two channels only where they read `stereo` as well. */
function opusParameters(channels: 1 | 2): string {
  return ['minptime=10;useinbandfec=1', ...(channels === 2 ? ['sprop-stereo=1;stereo=1'] : [])].join(';');
}
