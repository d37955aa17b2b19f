import { randomInt } from 'node:crypto';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacketProtector } from './packet-protector.interface.js';
import type { PacketRoute } from './packet-route.interface.js';
import { risingTimestamp } from './rtp-clock.js';
import { RtpHeaders } from './rtp-headers.js';
import { RtpPacketWriter } from './rtp-packet-writer.js';
import type { RtpSenderParameters } from './rtp-sender.js';

/** Without a packet for so long, in microseconds, what comes next begins a talkspurt (RFC 3551, 4.1). */
const pauseUs = 200_000;

/** What an SSRC of sound is sent with: nothing of it is sent again. */
export type AudioRtpParameters = Omit<RtpSenderParameters, 'rtx' | 'formatFor' | 'sentOnce'>;

/**
 * One viewer's RTP stream of sound. A packet leaves at once or not at all: one that waited would be late, and what the viewer
 * misses it repairs out of the next one. So there is no queue, no pace and no history.
 */
export class AudioRtpSender {
  // As in RtpSender: the index of SRTP, from the lower half.
  private nextIndex = randomInt(0x8000);
  private readonly headers: RtpHeaders;
  private readonly writer: RtpPacketWriter;
  private lastTimestamp: number | undefined;
  private lastCaptureTimeUs = Number.NEGATIVE_INFINITY;
  private packets = 0;
  private bytes = 0;

  /** @param protector may serve other SSRCs as well; the sender does not close it */
  constructor(
    parameters: AudioRtpParameters,
    protector: PacketProtector,
    private readonly route: PacketRoute,
  ) {
    this.headers = new RtpHeaders({ ...parameters, sentOnce: true });
    this.writer = new RtpPacketWriter(protector, route, parameters.stamp);
  }

  /** Packets that the network took. */
  get packetsSent(): number {
    return this.packets;
  }

  /** Bytes of their payloads. */
  get bytesSent(): number {
    return this.bytes;
  }

  /** See {@link RtpSender.confirm}. */
  confirm(): void {
    this.headers.confirm();
  }

  /** Sends the packets of a frame; `false` when the network took one of them not. */
  send(frame: PacketizedFrame, nowUs: number): boolean {
    const { batches, captureTimeUs } = frame;
    const header = this.headers.next(frame);
    const begins = captureTimeUs - this.lastCaptureTimeUs > pauseUs;
    this.lastCaptureTimeUs = captureTimeUs;
    const timestamp = risingTimestamp(frame.rtpTimestamp, this.lastTimestamp);
    this.lastTimestamp = timestamp;
    let isSent = true;
    for (let at = 0; at < batches.length; at++) {
      const batch = batches[at];
      if (batch === undefined) break;
      const index = this.nextIndex;
      // Used up whether it is sent or not: the gap tells the viewer to repair it, and nothing else is encrypted under it.
      this.nextIndex += batch.payloads.length;
      if (!this.route.writable) {
        isSent = false;
        continue;
      }
      const packets = this.writer.write(batch, header, index, timestamp, begins && at === 0, nowUs);
      if (!this.route.send(packets, this.writer.packetBytes(batch, header))) {
        isSent = false;
        continue;
      }
      this.packets += batch.payloads.length;
      this.bytes += batch.bytes.length;
    }
    return isSent;
  }
}
