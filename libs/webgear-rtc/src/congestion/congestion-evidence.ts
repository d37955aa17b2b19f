import type { AcknowledgedRate } from './acknowledged-rate.js';
import type { OveruseDetector } from './overuse-detector.js';
import type { PathDelay } from './path-delay.js';

/** The rate of now, and the one of the last moments, which follows a path that has just become narrow. */
const longWindow = { minPackets: 20, minSpanUs: 1_000_000 };
const shortWindow = { minPackets: 8, minSpanUs: 150_000 };

/** Less than this share of what is sent arrives: the path holds the rest back. */
const slowerBelow = 0.93;
const muchSlowerBelow = 0.75;

/** While nothing points to congestion, the long rate is measured no more often, in microseconds. */
const calmMeasureUs = 280_000;

/** A queue that stands this long does not go away by itself, in microseconds. */
const standingUs = 500_000;

/** After a decrease the queue has this long to shrink; if it does not, it is not ours. In microseconds. */
const drainUs = 1_500_000;
const drainedShare = 0.8;

/**
 * Whether a path is congested. Overuse alone is no evidence, because each key frame looks like it: it counts only
 * together with a queue, or with less arriving than is sent.
 */
export class CongestionEvidence {
  /** A queue of this length is evidence, in microseconds. */
  queueUs = 100_000;
  private long: number | undefined;
  private isSlower = false;
  private measuredUs = Number.NEGATIVE_INFINITY;
  private blockedSendBps = 0;
  private queueSinceUs: number | undefined;
  private loweredUs: number | undefined;
  private loweredAtQueueUs = 0;

  constructor(
    private readonly detector: OveruseDetector,
    private readonly delay: PathDelay,
    private readonly acknowledged: AcknowledgedRate,
  ) {}

  /** What arrives, over about a second, in bits per second; `undefined` before there is enough. */
  get longBps(): number | undefined {
    return this.long;
  }

  /** What arrived in the last moments, in bits per second; `undefined` before there is enough. Measured when it is read. */
  get measuredBps(): number | undefined {
    this.acknowledged.measure(shortWindow);
    return this.acknowledged.bps ?? this.long;
  }

  /** What was sent in the last moments while far less than that arrived, in bits per second; 0 if it arrived. */
  get blockedBps(): number {
    return this.blockedSendBps;
  }

  /** Once per report, after its packets. @returns whether there is evidence */
  update(nowUs: number): boolean {
    const { delay, detector } = this;
    const hasQueue = delay.queueUs > this.queueUs && !delay.isFalling;
    const isOverused = detector.state === 'overuse';
    if (isOverused || hasQueue || nowUs - this.measuredUs >= calmMeasureUs) this.measureLong(nowUs);
    this.queueSinceUs = hasQueue ? (this.queueSinceUs ?? nowUs) : undefined;
    const isStanding = this.queueSinceUs !== undefined && nowUs - this.queueSinceUs >= standingUs;
    const isMuchSlower = (isOverused || hasQueue) && this.isBlocked();
    if (isOverused && (this.isSlower || hasQueue)) return true;
    return isStanding || (hasQueue && isMuchSlower && delay.isRising);
  }

  /** The rate has fallen: the queue must shrink now, if it is ours. */
  noteLowered(nowUs: number): void {
    if (this.loweredUs !== undefined && nowUs - this.loweredUs <= drainUs) return;
    this.loweredUs = nowUs;
    this.loweredAtQueueUs = this.delay.queueUs;
  }

  /** Cross traffic that fills every queue, or a path that has become longer, leaves the delay as it was. */
  isOurs(nowUs: number): boolean {
    const sinceUs = nowUs - (this.loweredUs ?? nowUs);
    return (
      sinceUs < drainUs ||
      sinceUs > 2 * drainUs ||
      this.delay.queueUs < drainedShare * this.loweredAtQueueUs ||
      this.detector.state === 'overuse'
    );
  }

  /** Begins again, as after a pause. */
  reset(): void {
    this.queueSinceUs = undefined;
    this.measuredUs = Number.NEGATIVE_INFINITY;
  }

  private measureLong(nowUs: number): void {
    const { acknowledged } = this;
    acknowledged.measure(longWindow);
    this.long = acknowledged.bps;
    this.isSlower = this.long !== undefined && acknowledged.receiveBps < slowerBelow * acknowledged.sendBps;
    // Until there is enough, each report may be the one that makes it so.
    this.measuredUs = this.long === undefined ? Number.NEGATIVE_INFINITY : nowUs;
  }

  /** Whether far less arrived in the last moments than was sent; notes how much that was. */
  private isBlocked(): boolean {
    const { acknowledged } = this;
    acknowledged.measure(shortWindow);
    const isBlocked =
      acknowledged.bps !== undefined && acknowledged.receiveBps < muchSlowerBelow * acknowledged.sendBps;
    this.blockedSendBps = isBlocked ? acknowledged.sendBps : 0;
    return isBlocked;
  }
}
