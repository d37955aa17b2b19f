/**
 * The codecs that sound is sent in: Opus, and G.711 where the source has it (`pcmu` is µ-law, `pcma` A-law).
 *
 * @publicApi
 */
export type AudioCodec = 'opus' | 'pcmu' | 'pcma';

/**
 * Decoded sound with its capture time. It is a JavaScript array, freed by the garbage collector; nobody may change it.
 *
 * @publicApi
 */
export interface AudioFrame {
  /** Samples from -1 to 1, interleaved: left, right, left, right. */
  readonly samples: Float32Array;
  /** How many samples belong to one instant. */
  readonly channels: number;
  /** Samples per second of each channel. */
  readonly sampleRateHz: number;
  /** When the first sample was captured, in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
}

/**
 * One encoded packet of sound, shared read-only by everything after the encoder.
 *
 * @publicApi
 */
export interface EncodedAudioFrame {
  /** How `data` is compressed. */
  readonly codec: AudioCodec;
  /** When its first sample was captured, in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** Duration in microseconds. */
  readonly durationUs: number;
  /** Channels: 1 or 2. */
  readonly channels: number;
  /** The bytes: one Opus packet, or G.711 samples of 8 kHz. */
  readonly data: Buffer;
}

/**
 * The sound of a source.
 *
 * @publicApi
 */
export interface AudioFormat {
  /** Samples per second of each channel. */
  readonly sampleRateHz: number;
  /** Channels of the source, which may be more than the two that are sent. */
  readonly channels: number;
  /** Set where packets of the source are sent as they are; it then delivers `EncodedAudioFrame`, else `AudioFrame`. */
  readonly codec?: AudioCodec;
}

/**
 * Tells encoded sound from decoded.
 *
 * @internal
 */
export function isEncodedAudio(frame: AudioFrame | EncodedAudioFrame): frame is EncodedAudioFrame {
  return 'codec' in frame;
}

/**
 * Duration of sound, in microseconds.
 *
 * @internal
 */
export function audioDurationUs(frame: AudioFrame | EncodedAudioFrame): number {
  if (isEncodedAudio(frame)) return frame.durationUs;
  return ((frame.samples.length / frame.channels) * 1_000_000) / frame.sampleRateHz;
}
