import { AudioEncoder } from '../../encoder/audio/audio-encoder.js';
import { EncodedAudioDecoder } from '../../ffmpeg/audio/encoded-audio-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { AudioMode } from '../../options/audio-mode.js';
import type { RtpClock } from '../../rtp/rtp-clock.js';
import type { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import { decodedAudio } from './decoded-audio.js';
import { G711Source } from './g711-source.js';
import { StreamAudio } from './stream-audio.js';

/** What the sound of a stream is made from. */
export interface CreateStreamAudioParts {
  readonly streamName: string;
  /** The option `audio`. */
  readonly mode: AudioMode;
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** That of the video. */
  readonly videoClock: RtpClock;
  readonly onError: (error: unknown) => void;
}

/** Puts together what sends the sound of a source; nothing is opened yet. `undefined` where viewers get none. */
export function createStreamAudio(parts: CreateStreamAudioParts): StreamAudio | undefined {
  const { mode, clock, onError } = parts;
  if (mode === false) return undefined;
  return new StreamAudio({
    ...parts,
    mode,
    createSource: ({ key: { codec }, channels, onPacket }) =>
      codec === 'opus'
        ? new AudioEncoder({ clock, channels, onError }, onPacket)
        : new G711Source({ codec, clock }, onPacket),
    decode: (audio$) => decodedAudio(audio$, () => EncodedAudioDecoder.open(), onError),
  });
}
