import type { AudioFormat, EncodedAudioFrame } from './audio-frame.js';
import type { EncodedFrame, VideoCodec } from './encoded-frame.js';

/** An encoded frame as it came over the network. Its size stands in its bitstream, which who reads the frames inspects. */
export type ReceivedFrame = Pick<EncodedFrame, 'keyFrame' | 'captureTimeUs' | 'data'>;

/** The video of a remote peer. */
export interface ReceivedVideo {
  /** Of all frames. */
  readonly codec: VideoCodec;
  /** Parameter sets that were announced beside the stream, as Annex B; left out where they come in the stream. */
  readonly parameterSets?: Buffer;
  /**
   * The frames in the order of decoding, a key frame first, and a key frame after each that was lost. Capture times are those of the
   * `CaptureClock`. It ends with the session. One reader at a time; frames that nobody reads are dropped.
   */
  readonly frames: AsyncIterable<ReceivedFrame>;
}

/** The sound of a remote peer. */
export interface ReceivedAudio {
  /** Of all packets. */
  readonly format: AudioFormat;
  /** The packets in order, with capture times on the axis of the frames; lost ones are left out. As {@link ReceivedVideo.frames}. */
  readonly frames: AsyncIterable<EncodedAudioFrame>;
}

/** What a remote peer sends us, as sources read it. */
export interface ReceivedMedia {
  /** Left out where the peer sends none. */
  readonly video?: ReceivedVideo;
  /** Left out where the peer sends none. */
  readonly audio?: ReceivedAudio;
  /** Asks the peer for a key frame, at most a few times a second. */
  requestKeyFrame(): void;
  /** Resolves with the reason when the session has ended. Never rejects. */
  readonly closed: Promise<string>;
  /** Ends the session. A second call does nothing. */
  close(reason: string): void;
}
