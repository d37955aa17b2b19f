import type { AudioDescription } from '../broadcast/stream-engine.js';
import type { AudioCodec } from '../media/audio-frame.js';
import type { ParsedOffer } from './parse-offer.js';
import { wantsMedia, type MediaSection, type OfferedCodec } from './session-description.js';

/** The sound as both sides have it. */
export interface NegotiatedAudio {
  /** The section it is sent in. */
  readonly media: MediaSection;
  readonly codec: AudioCodec;
  readonly channels: 1 | 2;
  /** The viewer's number for the codec. */
  readonly payloadType: number;
  /** `rtcp-fb` values that were offered for it. */
  readonly rtcpFeedback: readonly string[];
}

/** Encoding name, clock rate and channels of `a=rtpmap`, in lower case (RFC 7587, 6.1; RFC 3551, 6). */
const rtpmaps: Readonly<Record<AudioCodec, readonly string[]>> = {
  // The clock and the channels are always these, for mono as well. Some leave the channels out.
  opus: ['opus/48000/2', 'opus/48000'],
  pcmu: ['pcmu/8000', 'pcmu/8000/1'],
  pcma: ['pcma/8000', 'pcma/8000/1'],
};

/**
 * Whether an offer has a section that sound could be sent in.
 *
 * Outside the group of the video it would take a transport of its own, which no viewer has: such a section is refused.
 */
export function wantsAudio(offer: ParsedOffer): boolean {
  return audioSections(offer).length > 0;
}

/**
 * Chooses the section for the sound, and its codec: the first section that has one in common, and of that the first codec
 * in the order of the viewer (RFC 3264, 6.1). One that lists Opus first gets Opus, whatever the source has.
 *
 * @returns `undefined` when there is none, which leaves the video as it is
 */
export function negotiateAudio(offer: ParsedOffer, served: AudioDescription): NegotiatedAudio | undefined {
  for (const media of audioSections(offer)) {
    for (const offered of media.codecs) {
      const codec = served.codecs.find((name) => rtpmaps[name].includes(offered.rtpmap.toLowerCase()));
      if (codec !== undefined) return toNegotiated(media, codec, offered, served);
    }
  }
  return undefined;
}

function audioSections({ media, bundle, video }: ParsedOffer): MediaSection[] {
  return media.filter(
    (section) =>
      section.kind === 'audio' &&
      wantsMedia(section) &&
      bundle.includes(section) &&
      section.protocol === video.protocol,
  );
}

function toNegotiated(
  media: MediaSection,
  codec: AudioCodec,
  { payloadType, rtcpFeedback }: OfferedCodec,
  { channels }: AudioDescription,
): NegotiatedAudio {
  return { media, codec, channels: codec === 'opus' ? channels : 1, payloadType, rtcpFeedback };
}
