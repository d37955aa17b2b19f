import type { EncodedAudioFrame } from './audio-frame.js';
import type { EncodedFrame } from './encoded-frame.js';
import type { MediaCodec } from './rendition-key.js';

/**
 * Payloads that lie one after the other, all of one length but the last, which may be shorter.
 *
 * That is what one system call can send as separate datagrams (UDP GSO), and what is sent in one go: long enough to
 * be worth the call, short enough that a large key frame is many of them.
 */
export interface GsoBatch {
  /** All payloads. Never less than a few hundred bytes of memory behind it, so that its address stays what it is. */
  readonly bytes: Buffer;
  /** The same bytes, one by one. */
  readonly payloads: readonly Buffer[];
  /** Length of each payload but the last. */
  readonly payloadBytes: number;
}

/** The RTP payloads of one encoded frame, cut once and shared read-only by all viewers. */
export interface PacketizedFrame {
  /** Decides the payload type each viewer negotiated. */
  readonly codec: MediaCodec;
  /** First four hex digits of its profile-level-id, where it is not what our encoder writes: a source's own H.264. */
  readonly h264Profile?: string;
  /** `true` when decoding can start here. */
  readonly keyFrame: boolean;
  /** Capture time in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** The same instant on the RTP clock of its track, modulo 2^32. */
  readonly rtpTimestamp: number;
  /** In sending order; the marker bit belongs on the last. */
  readonly payloads: readonly Buffer[];
  /** The same payloads, grouped for sending. */
  readonly batches: readonly GsoBatch[];
  /** Length of all payloads together, in bytes. */
  readonly byteLength: number;
  /** Shown to others already; this viewer has to decode it to be where they are. Left out: `false`. */
  readonly catchUp?: boolean;
  /** What it was cut from, where it is published to other machines: they cut it themselves. */
  readonly encoded?: EncodedFrame | EncodedAudioFrame;
}
