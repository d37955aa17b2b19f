import type { Payloader } from '../codecs/payloader.js';
import { codecs } from '../codecs/codecs.js';
import type { EncodedFrame, VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { batchPayloads } from './gso-batches.js';
import { risingTimestamp, type RtpClock } from './rtp-clock.js';

/** Cuts the encoded frames of one rendition into RTP payloads, once for all its peers. */
export class Packetizer {
  private readonly payloader: Payloader;
  private lastTimestamp: number | undefined;

  constructor(
    codec: VideoCodec,
    private readonly clock: RtpClock,
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
      ...batchPayloads(this.payloader.payload(frame.data)),
    };
  }
}
