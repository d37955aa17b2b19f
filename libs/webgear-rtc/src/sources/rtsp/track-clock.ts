import { SequenceExtender } from '../../bitstream/rtp/sequence-extender.js';

/** A start that the server states may be that far from the first packet; else it is of another time. */
const MAX_START_S = 10;

/** Clocks of two tracks that are further apart by the reports are not those of one camera. */
const MAX_APART_US = 10_000_000;

/** Reports are that accurate; below, times would only jitter. */
const LEAST_CORRECTION_US = 2000;

/** Times of one track: RTP timestamps that do not wrap, from about zero on (RFC 3550, 5.1). */
export class TrackClock {
  private extender = new SequenceExtender(32);
  private origin: number | undefined;
  private start: number | undefined;
  private newest = 0;
  private newestAtUs = 0;
  private correctionTicks = 0;
  /** Wall clock of the server at time zero without correction, in microseconds. */
  private zeroUs: number | undefined;

  constructor(readonly clockRateHz: number) {}

  /** The server has stated the timestamp of its start (`RTP-Info`). */
  startsAt(timestamp: number): void {
    this.start = timestamp;
  }

  /** Time of a packet in ticks. */
  ticks(timestamp: number, nowUs: number): number {
    const extended = this.extender.extend(timestamp);
    this.origin ??= this.originFor(extended, timestamp);
    this.newest = extended - this.origin;
    this.newestAtUs = nowUs;
    return this.newest + this.correctionTicks;
  }

  /** Another stream takes over, with timestamps of its own: time goes on as it does here. */
  restart(timestamp: number, nowUs: number): void {
    if (this.origin === undefined) return;
    const goneTicks = Math.round(((nowUs - this.newestAtUs) * this.clockRateHz) / 1_000_000);
    this.extender = new SequenceExtender(32);
    this.origin = this.extender.extend(timestamp) - this.newest - goneTicks;
    this.zeroUs = undefined;
  }

  /** A sender report: its wall clock and its timestamp (RFC 3550, 6.4.1). */
  noteReport(ntpUs: number, timestamp: number): void {
    if (this.origin === undefined) return;
    const behind = (timestamp - ((this.newest + this.origin) % 2 ** 32)) | 0;
    this.zeroUs = ntpUs - ((this.newest + behind) * 1_000_000) / this.clockRateHz;
  }

  /** Moves the times of this track so that what another captured at the same time has the same time. */
  alignTo(other: TrackClock): void {
    if (this.zeroUs === undefined || other.zeroUs === undefined) return;
    const correctionUs = this.zeroUs - other.zeroUs;
    if (Math.abs(correctionUs) > MAX_APART_US) return;
    const ticks = Math.round((correctionUs * this.clockRateHz) / 1_000_000);
    const changeUs = (Math.abs(ticks - this.correctionTicks) * 1_000_000) / this.clockRateHz;
    if (changeUs >= LEAST_CORRECTION_US) this.correctionTicks = ticks;
  }

  private originFor(extended: number, timestamp: number): number {
    const ahead = this.start === undefined ? undefined : (timestamp - this.start) | 0;
    const isPlausible = ahead !== undefined && Math.abs(ahead) < MAX_START_S * this.clockRateHz;
    return isPlausible ? extended - ahead : extended;
  }
}
