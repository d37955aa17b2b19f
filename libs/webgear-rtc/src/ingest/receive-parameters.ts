import type { AudioCodec } from '../media/audio-frame.js';
import type { VideoCodec } from '../media/encoded-frame.js';

/** The video that was agreed on with a sender. */
export interface ReceivedVideoParameters {
  readonly codec: VideoCodec;
  /** Payload types of the codec: H.264 may come in any of several profiles. */
  readonly payloadTypes: readonly number[];
  /** Payload type of retransmissions, and that of the packets in them (RFC 4588, 8.6). */
  readonly rtx: ReadonlyMap<number, number>;
  /** Whether lost packets are sent again on request. */
  readonly nack: boolean;
  /** How to ask for a key frame; `undefined` where the sender knows no way. */
  readonly keyFrameRequest: 'pli' | 'fir' | undefined;
  /** Parameter sets of the session description, as Annex B. */
  readonly parameterSets?: Buffer;
}

/** The sound that was agreed on with a sender. */
export interface ReceivedAudioParameters {
  readonly codec: AudioCodec;
  readonly payloadType: number;
  readonly channels: 1 | 2;
}

/** All that was agreed on with a sender. */
export interface ReceiveParameters {
  readonly video?: ReceivedVideoParameters;
  readonly audio?: ReceivedAudioParameters;
  /** Id of the header extension with transport-wide sequence numbers, where the sender takes feedback on them. */
  readonly transportSequenceId?: number;
  /** Id of the header extension that names the layer of a packet, and the layer that was agreed on (RFC 8852). */
  readonly layer?: { readonly extensionId: number; readonly name: string };
}
