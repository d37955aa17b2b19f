import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from './gso-batches.js';
import { risingTimestamp, type RtpClock } from './rtp-clock.js';

/** Makes an RTP payload of each packet of sound (RFC 7587, 4.2; RFC 3551, 4.5.14), once for all peers of a rendition. */
export class AudioPacketizer {
  private lastTimestamp: number | undefined;

  /** @param clock of 48,000 Hz for Opus, of 8,000 Hz for G.711 */
  constructor(private readonly clock: RtpClock) {}

  packetize({ codec, captureTimeUs, data }: EncodedAudioFrame): PacketizedFrame {
    const rtpTimestamp = risingTimestamp(this.clock.timestamp(captureTimeUs), this.lastTimestamp);
    this.lastTimestamp = rtpTimestamp;
    // A receiver can begin with any packet.
    return { codec, keyFrame: true, captureTimeUs, rtpTimestamp, ...batchPayloads([data]) };
  }
}
