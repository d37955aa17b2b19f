import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { audioRendition, fullRung, sourceRung } from '../media/rendition-key.js';
import type { AnsweredAudio } from '../sdp/answer-audio-section.js';
import { negotiateAudio, wantsAudio } from '../sdp/negotiate-audio.js';
import type { NegotiatedCongestionControl } from '../sdp/negotiate-congestion-control.js';
import type { ParsedOffer } from '../sdp/parse-offer.js';
import { negotiateSound } from './negotiate-sound.js';
import { PeerAudio } from './peer-audio.js';

/** What a viewer is answered and sent as sound. */
export interface ServedSound {
  readonly answered: AnsweredAudio;
  readonly audio: PeerAudio;
}

/**
 * Agrees with an offer on the sound of a stream. Does not reject: a stream that cannot say what it has is one without sound.
 *
 * @param waitMs how long the answer may wait for the source to say what it has
 * @returns `undefined` where the viewer gets none
 */
export async function serveSound(
  stream: StreamEngine,
  offer: ParsedOffer,
  congestion: NegotiatedCongestionControl | undefined,
  clock: CaptureClock,
  waitMs: number,
): Promise<ServedSound | undefined> {
  const { audio: mode, audioSync, tracks } = stream.describe();
  if (mode === false || !wantsAudio(offer)) return undefined;
  const description = await stream.audio(waitMs).catch(() => undefined);
  const negotiated = description && negotiateAudio(offer, description);
  if (negotiated === undefined) return undefined;
  const sound = negotiateSound(negotiated, tracks, congestion);
  if (sound === undefined) return undefined;
  const { codec } = negotiated;
  const key = audioRendition(codec, codec === 'opus' ? fullRung : sourceRung);
  return {
    answered: {
      negotiated,
      ssrc: sound.rtp.ssrc,
      extensions: sound.extensions,
      congestionFeedback: sound.congestionFeedback,
      sync: audioSync,
    },
    audio: new PeerAudio({ codec, sound, clock, subscribe: (sink) => stream.subscribe(key, sink) }),
  };
}
