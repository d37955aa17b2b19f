import type { AudioFormat, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';

/** Sound without frames: read by FFmpeg in this process, or by a program. */
export interface AudioSource {
  /** Name in logs and errors, without credentials. */
  readonly label: string;
  /** Connects, and resolves with the format and whether the sound arrives at its own pace. Rejects with a coded error. */
  open(signal: AbortSignal): Promise<AudioFormat & { readonly live: boolean }>;
  /**
   * The sound until its end, or until the signal aborts. A live source uses capture times of the clock; times of others start
   * anywhere.
   */
  audioFrames(signal: AbortSignal): AsyncIterable<AudioFrame | EncodedAudioFrame>;
  /** Frees everything, also while the others are pending. May be called again. */
  close(): Promise<void>;
}

/** What the option `audioSource` stands for. */
export interface AudioSourceChoice {
  /** Name in logs and errors, without credentials. */
  readonly label: string;
  /** The ways to read it, best first, each called for each attempt. */
  readonly readers: readonly (() => AudioSource)[];
}
