import type { VideoCodec } from '../encoder/encoded-frame.interface.js';

/**
 * The RTP payloads of one compressed picture, cut once and shared read-only by all viewers.
 *
 * The fragments of one NAL unit or VP8 frame differ in length by the last one only, so that one system call can send
 * them all (UDP GSO).
 */
export interface PacketizedFrame {
  /** Decides the payload type each viewer negotiated. */
  readonly codec: VideoCodec;
  /** `true` when decoding can start here. */
  readonly keyFrame: boolean;
  /** Capture time in microseconds, as in `VideoFrame`. */
  readonly captureTimeUs: number;
  /** The same instant on the 90 kHz RTP clock of this stream, modulo 2^32. */
  readonly rtpTimestamp: number;
  /** In sending order; the marker bit belongs on the last. */
  readonly payloads: readonly Buffer[];
  /** Length of all payloads together, in bytes. */
  readonly byteLength: number;
}
