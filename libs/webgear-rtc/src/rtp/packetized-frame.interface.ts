import type { VideoCodec } from '../encoder/encoded-frame.interface.js';

/**
 * The RTP payloads of one compressed picture, cut once and shared read-only by all viewers.
 *
 * All payloads but the last have the same length, so that one system call can send a whole picture (UDP GSO).
 */
export interface PacketizedFrame {
  readonly codec: VideoCodec;
  readonly keyFrame: boolean;
  /** Capture time in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** The same instant on the 90 kHz RTP clock of this stream, modulo 2^32. */
  readonly rtpTimestamp: number;
  /** In sending order; the marker bit belongs on the last. */
  readonly payloads: readonly Buffer[];
}
