import type { CaptureClock } from '../media/capture-clock.js';
import { renditionKeyId, type RenditionKey } from '../media/rendition-key.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { PooledSubscription, type RenditionShare } from './pooled-subscription.js';
import { RenditionTotals, type RenditionTotal } from './rendition-totals.js';
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

interface Pooled<R extends BroadcastRendition> {
  readonly rendition: R;
  shares: number;
  /** Replaced by {@link RenditionPool.renew}: no new share in it is taken. */
  isStale: boolean;
  /** Its end, once that has begun. */
  closing: Promise<void> | undefined;
  /** Called when its end begins. */
  readonly onClosing: (() => void)[];
}

/** The renditions of a stream, each from its first share to its last. Does not know where their frames come from. */
export class RenditionPool<R extends BroadcastRendition> {
  private readonly renditionsById = new Map<string, Pooled<R>>();
  /** Replaced, but not yet left by all subscriptions. */
  private readonly stale = new Set<Pooled<R>>();
  private readonly subscriptions = new Set<PooledSubscription>();
  private readonly ended = new RenditionTotals();

  constructor(private readonly parts: RenditionPoolParts<R>) {}

  /**
   * See `StreamEngine.subscribe`.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  subscribe(key: RenditionKey, sink?: FrameSink): Subscription {
    const subscription: PooledSubscription = new PooledSubscription({
      share: this.acquire(key),
      acquire: (other) => this.acquire(other),
      clock: this.parts.clock,
      onReleased: () => this.subscriptions.delete(subscription),
    });
    this.subscriptions.add(subscription);
    if (sink !== undefined) subscription.attach(sink);
    return subscription;
  }

  /**
   * Takes a share, and starts the rendition with the first.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  acquire(key: RenditionKey): RenditionShare<R> {
    const id = renditionKeyId(key);
    const pooled = this.renditionsById.get(id) ?? this.create(key);
    this.renditionsById.set(id, pooled);
    pooled.shares++;
    let isReleased = false;
    return {
      id,
      key,
      rendition: pooled.rendition,
      get isStale() {
        return pooled.isStale;
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        pooled.shares--;
        if (pooled.shares > 0 || pooled.closing !== undefined) return;
        // Another rendition has its place if it was replaced.
        if (this.renditionsById.get(id) === pooled) this.renditionsById.delete(id);
        this.end(pooled).catch(this.parts.onError);
      },
    };
  }

  /**
   * Replaces every rendition in use by a new one. Subscriptions change over at its first key frame; one whose rendition can no longer
   * be made stays where it is until it is switched.
   *
   * @returns resolves when the last subscription has left the renditions of before, and they are closed
   */
  async renew(): Promise<void> {
    const replaced = [...this.renditionsById.values()];
    this.renditionsById.clear();
    const left = replaced.map((pooled) => {
      pooled.isStale = true;
      this.stale.add(pooled);
      return new Promise<void>((resolve) => pooled.onClosing.push(resolve));
    });
    for (const subscription of this.subscriptions) subscription.renew();
    await Promise.all(left);
    await Promise.all(replaced.map(({ closing }) => closing)).catch(this.parts.onError);
  }

  /** A rendition, while it is in use. */
  get(key: RenditionKey): R | undefined {
    return this.renditionsById.get(renditionKeyId(key))?.rendition;
  }

  /** All in use. */
  *renditions(): Iterable<R> {
    for (const { rendition } of this.renditionsById.values()) yield rendition;
  }

  /** Of each rendition in use. */
  stats(): RenditionStats[] {
    return [...this.renditionsById.values()].map(({ rendition }) => rendition.stats());
  }

  /** Of each rendition since the pool is there, whether or not it is in use: what is counted only grows. */
  totals(): RenditionTotal[] {
    return this.ended.with(this.stats());
  }

  /** Ends all renditions, whether or not shares in them are left. */
  async close(): Promise<void> {
    const renditions = [...this.renditionsById.values(), ...this.stale];
    this.renditionsById.clear();
    await Promise.all(renditions.map((pooled) => this.end(pooled)));
  }

  private create(key: RenditionKey): Pooled<R> {
    return {
      rendition: this.parts.create(key),
      shares: 0,
      isStale: false,
      closing: undefined,
      onClosing: [],
    };
  }

  private end(pooled: Pooled<R>): Promise<void> {
    this.stale.delete(pooled);
    if (pooled.closing === undefined) this.ended.add(pooled.rendition.stats());
    pooled.closing ??= pooled.rendition.close();
    for (const notify of pooled.onClosing.splice(0)) notify();
    return pooled.closing;
  }
}
