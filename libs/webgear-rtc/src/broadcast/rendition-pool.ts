import type { CaptureClock } from '../media/capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { renditionKeyId, type RenditionKey } from '../media/rendition-key.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import type { FrameSink, Subscription } from './stream-engine.js';

/** What a pool is made of. */
export interface RenditionPoolParts<R extends BroadcastRendition> {
  /**
   * Starts a rendition.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  readonly create: (key: RenditionKey) => R;
  readonly clock: CaptureClock;
  readonly onError: (error: unknown) => void;
}

/** A rendition in use. */
interface Pooled<R extends BroadcastRendition> {
  readonly id: string;
  readonly rendition: R;
  subscriptions: number;
}

/** The renditions of a stream, each from its first subscription to its last. Does not know where their frames come from. */
export class RenditionPool<R extends BroadcastRendition> {
  private readonly renditions = new Map<string, Pooled<R>>();

  constructor(private readonly parts: RenditionPoolParts<R>) {}

  /** See `StreamEngine.subscribe`. */
  subscribe(key: RenditionKey, sink?: FrameSink): Subscription {
    const subscription = new PooledSubscription(
      this.acquire(key),
      (other) => this.acquire(other),
      (pooled) => this.release(pooled),
      this.parts.clock,
    );
    if (sink !== undefined) subscription.attach(sink);
    return subscription;
  }

  /** A rendition, while it is in use. */
  get(key: RenditionKey): R | undefined {
    return this.renditions.get(renditionKeyId(key))?.rendition;
  }

  stats(): RenditionStats[] {
    return [...this.renditions.values()].map(({ rendition }) => rendition.stats());
  }

  /** Ends all renditions, whoever is still subscribed. */
  async close(): Promise<void> {
    const renditions = [...this.renditions.values()];
    this.renditions.clear();
    await Promise.all(renditions.map(({ rendition }) => rendition.close()));
  }

  private acquire(key: RenditionKey): Pooled<R> {
    const id = renditionKeyId(key);
    const pooled = this.renditions.get(id) ?? { id, rendition: this.parts.create(key), subscriptions: 0 };
    this.renditions.set(id, pooled);
    pooled.subscriptions++;
    return pooled;
  }

  private release(pooled: Pooled<R>): void {
    pooled.subscriptions--;
    if (pooled.subscriptions > 0 || this.renditions.get(pooled.id) !== pooled) return;
    this.renditions.delete(pooled.id);
    pooled.rendition.close().catch(this.parts.onError);
  }
}

/** A share in one rendition, and in another while it changes to that. */
class PooledSubscription<R extends BroadcastRendition> implements Subscription {
  private current: Reception<R>;
  private next: Reception<R> | undefined;
  private sink: FrameSink | undefined;
  private prepared = false;
  private released = false;
  private droppedBefore = 0;

  constructor(
    pooled: Pooled<R>,
    private readonly acquire: (key: RenditionKey) => Pooled<R>,
    private readonly releasePooled: (pooled: Pooled<R>) => void,
    private readonly clock: CaptureClock,
  ) {
    this.current = this.receptionOf(pooled);
  }

  prepare(): void {
    if (this.released) return;
    this.prepared = true;
    this.current.pooled.rendition.broadcaster.prepare(this.clock.nowUs());
  }

  attach(sink: FrameSink): void {
    if (this.released || this.sink !== undefined) return;
    this.sink = sink;
    this.current.pooled.rendition.broadcaster.add(this.current, this.clock.nowUs());
  }

  requestKeyFrame(): void {
    if (this.released) return;
    this.current.pooled.rendition.requestKeyFrame(this.sink && this.current);
  }

  switchTo(key: RenditionKey): void {
    if (this.released) return;
    const id = renditionKeyId(key);
    if (id === this.next?.pooled.id) return;
    if (id === this.current.pooled.id) return this.end(this.takeNext());
    const next = this.receptionOf(this.acquire(key));
    this.end(this.takeNext());
    this.next = next;
    if (this.sink !== undefined) {
      next.pooled.rendition.broadcaster.add(next, this.clock.nowUs());
      return;
    }
    this.promote(next);
    if (this.prepared) this.prepare();
  }

  framesDropped(): number {
    return this.droppedBefore + this.droppedIn(this.current);
  }

  release(): void {
    if (this.released) return;
    this.droppedBefore = this.framesDropped();
    this.released = true;
    this.end(this.takeNext());
    this.end(this.current);
  }

  private receptionOf(pooled: Pooled<R>): Reception<R> {
    return new Reception(
      pooled,
      (reception) => (reception === this.current ? (this.sink?.viewers ?? 1) : 0),
      (reception, frame) => this.pass(reception, frame),
    );
  }

  /** A frame of the rendition in use, or the first of the one to change to, which is a key frame. */
  private pass(reception: Reception<R>, frame: PacketizedFrame): boolean {
    if (this.sink === undefined || this.released) return false;
    const isTaken = this.sink.sendFrame(frame);
    if (isTaken && reception === this.next) this.promote(reception);
    return isTaken;
  }

  private promote(next: Reception<R>): void {
    const before = this.current;
    this.droppedBefore = this.framesDropped();
    this.next = undefined;
    this.current = next;
    // What it waited for while it was served from the other is not missing.
    this.droppedBefore -= this.droppedIn(next);
    this.end(before);
  }

  private droppedIn(reception: Reception<R>): number {
    return this.released ? 0 : reception.pooled.rendition.broadcaster.framesDropped(reception);
  }

  private takeNext(): Reception<R> | undefined {
    const { next } = this;
    this.next = undefined;
    return next;
  }

  private end(reception: Reception<R> | undefined): void {
    if (reception === undefined) return;
    reception.pooled.rendition.broadcaster.remove(reception);
    this.releasePooled(reception.pooled);
  }
}

/** A subscription as the sink of one rendition. */
class Reception<R extends BroadcastRendition> implements FrameSink {
  constructor(
    readonly pooled: Pooled<R>,
    private readonly countViewers: (reception: Reception<R>) => number,
    private readonly pass: (reception: Reception<R>, frame: PacketizedFrame) => boolean,
  ) {}

  /** None while its subscription is still served from another rendition. */
  get viewers(): number {
    return this.countViewers(this);
  }

  sendFrame(frame: PacketizedFrame): boolean {
    return this.pass(this, frame);
  }
}
