import type { Payloader } from '../codecs/payloader.js';
import { codecs } from '../codecs/codecs.js';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from './gso-batches.js';
import { risingTimestamp, type RtpClock } from './rtp-clock.js';

/** Cuts the encoded frames of one rendition into RTP payloads, once for all its peers. */
export class Packetizer {
  private readonly payloader: Payloader;
  private lastTimestamp: number | undefined;

  /** @param keepsEncoded whether the encoded frame stays with its payloads, which takes as much memory again */
  constructor(
    codec: VideoCodec,
    private readonly clock: RtpClock,
    private readonly keepsEncoded = false,
  ) {
    this.payloader = codecs[codec].createPayloader();
  }

  packetize(frame: EncodedFrame): PacketizedFrame {
    const rtpTimestamp = risingTimestamp(this.clock.timestamp(frame.captureTimeUs), this.lastTimestamp);
    this.lastTimestamp = rtpTimestamp;
    return {
      codec: frame.codec,
      keyFrame: frame.keyFrame,
      captureTimeUs: frame.captureTimeUs,
      rtpTimestamp,
      ...batchPayloads(this.payloader.payload(frame.data), this.payloader.laysOut),
      ...(this.keepsEncoded && { encoded: frame }),
    };
  }
}

/** Makes an RTP payload of each packet of sound (RFC 7587, 4.2; RFC 3551, 4.5.14), once for all peers of a rendition. */
export class AudioPacketizer {
  private lastTimestamp: number | undefined;

  /** @param clock of 48,000 Hz for Opus, of 8,000 Hz for G.711 */
  constructor(private readonly clock: RtpClock) {}

  packetize(encoded: EncodedAudioFrame): PacketizedFrame {
    const { codec, captureTimeUs, data } = encoded;
    const rtpTimestamp = risingTimestamp(this.clock.timestamp(captureTimeUs), this.lastTimestamp);
    this.lastTimestamp = rtpTimestamp;
    // A receiver can begin with any packet.
    return { codec, keyFrame: true, captureTimeUs, rtpTimestamp, ...batchPayloads([data]), encoded };
  }
}
