import type { PacedQueue } from './frame-pacer.js';
import type { RtpSender } from './rtp-sender.js';

/** Packets to send at a rate above that of the stream, whose arrival shows whether the path carries it. */
export interface Probe {
  readonly id: number;
  readonly packets: number;
  /** Length of each packet, in bytes. */
  readonly packetBytes: number;
  /** From one packet to the next, in microseconds. */
  readonly intervalUs: number;
}

/** A probe that cannot begin or end within this time measures another moment, in microseconds. */
const maxAgeUs = 500_000;

/** Sends the probes of one peer, one at a time, between its frames. */
export class ProbeSender implements PacedQueue {
  private probe: Probe | undefined;
  private requestedAtUs = 0;
  private nextAtUs = 0;
  private bytesLeft = 0;
  private packetsLeft = 0;

  /**
   * @param sender sends the packets, and counts those of frames that leave meanwhile
   * @param media a probe begins when nothing waits here
   */
  constructor(
    private readonly sender: Pick<RtpSender, 'countInProbe' | 'sendPadding'>,
    private readonly media: Pick<PacedQueue, 'empty'>,
  ) {}

  /** `true` when no probe is under way. */
  get empty(): boolean {
    return this.probe === undefined;
  }

  /** Begins a probe as soon as no frame waits; one under way is ended. */
  start(probe: Probe, nowUs: number): void {
    this.end();
    this.probe = probe;
    this.requestedAtUs = nowUs;
    this.nextAtUs = 0;
    this.packetsLeft = probe.packets;
    this.bytesLeft = probe.packets * probe.packetBytes;
  }

  sendDue(nowUs: number): boolean {
    const { probe } = this;
    if (probe === undefined) return false;
    if (nowUs - this.requestedAtUs > maxAgeUs) {
      this.end();
      return false;
    }
    if (this.nextAtUs === 0) {
      if (!this.media.empty) return false;
      this.nextAtUs = nowUs;
      this.sender.countInProbe(probe.id);
    }
    let isSent = false;
    while (this.nextAtUs <= nowUs) {
      const bytes = this.sender.sendPadding(probe.packetBytes, nowUs);
      if (bytes === 0) return isSent;
      isSent = true;
      this.packetsLeft--;
      this.bytesLeft -= bytes;
      // At the rate of the probe, whatever the length of what there was to send.
      this.nextAtUs += (probe.intervalUs * bytes) / probe.packetBytes;
      if (this.packetsLeft <= 0 && this.bytesLeft <= 0) {
        this.end();
        return true;
      }
    }
    return isSent;
  }

  /** Ends the probe under way, if any. */
  end(): void {
    if (this.probe === undefined) return;
    this.probe = undefined;
    this.sender.countInProbe();
  }
}
