/** A reception report block on one stream (RFC 3550, 6.4.1). */
export interface ReceptionReport {
  readonly ssrc: number;
  /** Share of packets lost since the report before, in 1/256. */
  readonly fractionLost: number;
  readonly packetsLost: number;
  /** Sequence number that does not wrap. */
  readonly highestSequence: number;
  /** In ticks of the RTP clock. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time in the newest sender report; 0 before the first. */
  readonly lastSenderReport: number;
  /** Since that report, in 1/65536 seconds. */
  readonly delaySinceLastSenderReport: number;
}

/** What receiver reports say of one stream (RFC 3550, A.3 and A.8). */
export class ReceptionStatistics {
  private first = 0;
  private highest = 0;
  private received = 0;
  private expectedBefore = 0;
  private receivedBefore = 0;
  private transitTicks: number | undefined;
  private jitterTicks = 0;
  private report: { readonly middleBits: number; readonly arrivedUs: number } | undefined;

  constructor(
    readonly ssrc: number,
    private readonly clockRateHz: number,
  ) {}

  /** Packets that came, retransmitted ones included. */
  get packetsReceived(): number {
    return this.received;
  }

  /** @param sequence that does not wrap */
  note(sequence: number, timestamp: number, nowUs: number): void {
    if (this.received === 0) this.first = sequence;
    this.received++;
    const isNewest = sequence > this.highest;
    this.highest = Math.max(this.highest, sequence);
    // What is late by retransmission says nothing of the path.
    if (!isNewest) return;
    const transit = ((nowUs * this.clockRateHz) / 1_000_000 - timestamp) % 2 ** 32;
    const change = Math.abs(transit - (this.transitTicks ?? transit));
    this.transitTicks = transit;
    // A jump of the timestamps, or their wrap, is no jitter.
    if (change < this.clockRateHz) this.jitterTicks += (change - this.jitterTicks) / 16;
  }

  noteSenderReport(middleBits: number, nowUs: number): void {
    this.report = { middleBits, arrivedUs: nowUs };
  }

  /** What to report now. */
  take(nowUs: number): ReceptionReport {
    const expected = this.received === 0 ? 0 : this.highest - this.first + 1;
    const expectedNow = expected - this.expectedBefore;
    const lostNow = expectedNow - (this.received - this.receivedBefore);
    this.expectedBefore = expected;
    this.receivedBefore = this.received;
    const { report } = this;
    return {
      ssrc: this.ssrc,
      fractionLost: lostNow <= 0 ? 0 : Math.min(255, Math.floor((lostNow * 256) / expectedNow)),
      packetsLost: Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - this.received)),
      highestSequence: this.highest,
      jitter: Math.round(this.jitterTicks),
      lastSenderReport: report?.middleBits ?? 0,
      delaySinceLastSenderReport:
        report === undefined ? 0 : Math.round(((nowUs - report.arrivedUs) * 65_536) / 1_000_000),
    };
  }
}
