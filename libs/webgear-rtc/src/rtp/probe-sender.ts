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

/** A probe that takes longer than this, because the network takes nothing, measures nothing; in microseconds. */
const maxAgeUs = 500_000;

/** Sends the probes of one peer, one at a time, beside its frames. */
export class ProbeSender implements PacedQueue {
  private probe: Probe | undefined;
  private startedAtUs = 0;
  private nextAtUs: number | undefined;
  private bytesLeft = 0;
  private packetsLeft = 0;

  constructor(private readonly sender: Pick<RtpSender, 'sendPadding'>) {}

  /** `true` when no probe is under way. */
  get empty(): boolean {
    return this.probe === undefined;
  }

  get dueUs(): number {
    return this.nextAtUs ?? this.startedAtUs;
  }

  /** Begins a probe, in place of one under way. */
  start(probe: Probe, nowUs: number): void {
    this.probe = probe;
    this.startedAtUs = nowUs;
    this.nextAtUs = undefined;
    this.packetsLeft = probe.packets;
    this.bytesLeft = probe.packets * probe.packetBytes;
  }

  sendDue(nowUs: number): boolean {
    const { probe } = this;
    if (probe === undefined) return false;
    if (nowUs - this.startedAtUs > maxAgeUs) {
      this.end();
      return false;
    }
    let nextAtUs = this.nextAtUs ?? nowUs;
    let isSent = false;
    while (nextAtUs <= nowUs) {
      const bytes = this.sender.sendPadding(probe.packetBytes, probe.id, nowUs);
      if (bytes === 0) break;
      isSent = true;
      this.packetsLeft--;
      this.bytesLeft -= bytes;
      // At the rate of the probe, whatever the length of what there was to send.
      nextAtUs += (probe.intervalUs * bytes) / probe.packetBytes;
      if (this.packetsLeft <= 0 && this.bytesLeft <= 0) {
        this.end();
        return true;
      }
    }
    this.nextAtUs = nextAtUs;
    return isSent;
  }

  /** Ends the probe under way, if any. */
  end(): void {
    this.probe = undefined;
  }
}
