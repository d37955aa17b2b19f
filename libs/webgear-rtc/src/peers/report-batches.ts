import type { CaptureClock } from '../media/capture-clock.js';
import type { RemoteAddress } from '../transport/ice/remote-address.js';
import { beginsWithTransportFeedback } from './rtcp/rtcp-feedback.js';

/** How long a report waits for those of other viewers, in milliseconds: less than from one frame to the next, with which it takes effect. */
const batchMs = 20;

/** With fewer reports in that time they are read as they come: nothing is saved then. */
const fewestReports = 4;

/** With so many that wait, they are read at once. */
const mostReports = 256;

/** Whom RTCP is for. */
export interface RtcpReader {
  /** Reads an SRTCP datagram that came from an address of its viewer. */
  readRtcp(datagram: Buffer, from: RemoteAddress): void;
}

interface WaitingReport {
  readonly reader: RtcpReader;
  readonly datagram: Buffer;
  readonly from: RemoteAddress;
}

/**
 * Transport-wide feedback of all viewers of a thread, where it is frequent: read together, and not one by one as it comes. What
 * reading one needs is in the processor's caches for the next.
 *
 * Nothing else waits: a viewer that requests a packet or a key frame gets it at once.
 */
export class ReportBatches {
  private waiting: WaitingReport[] = [];
  private sinceUs = Number.NEGATIVE_INFINITY;
  private count = 0;
  private countBefore = 0;

  /** @param comeTogether whether they come many at once already */
  constructor(
    private readonly clock: CaptureClock,
    private readonly comeTogether: () => boolean = () => false,
  ) {}

  /** Has an SRTCP datagram read, now or in a moment. */
  receive(reader: RtcpReader, datagram: Buffer, from: RemoteAddress, nowUs: number): void {
    if (this.comeTogether() || !beginsWithTransportFeedback(datagram) || !this.isFrequent(nowUs)) {
      reader.readRtcp(datagram, from);
      return;
    }
    this.waiting.push({ reader, datagram, from });
    if (this.waiting.length === 1) void this.clock.sleep(batchMs).then(() => this.read());
    else if (this.waiting.length >= mostReports) this.read();
  }

  /** Counts a report; whether there were enough in the period before. */
  private isFrequent(nowUs: number): boolean {
    const periodUs = 1_000 * batchMs;
    const elapsedUs = nowUs - this.sinceUs;
    if (elapsedUs >= periodUs) {
      this.countBefore = elapsedUs < 2 * periodUs ? this.count : 0;
      this.count = 0;
      this.sinceUs = nowUs;
    }
    this.count++;
    return this.waiting.length > 0 || this.countBefore >= fewestReports;
  }

  private read(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const { reader, datagram, from } of waiting) reader.readRtcp(datagram, from);
  }
}
