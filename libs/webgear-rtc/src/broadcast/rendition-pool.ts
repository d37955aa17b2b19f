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
}

/** The renditions of a stream, each from its first share to its last. Does not know where their frames come from. */
export class RenditionPool<R extends BroadcastRendition> {
  private readonly renditionsById = new Map<string, Pooled<R>>();
  private readonly ended = new RenditionTotals();

  constructor(private readonly parts: RenditionPoolParts<R>) {}

  /**
   * See `StreamEngine.subscribe`.
   *
   * @throws WebGearRtcError `WGR_RENDITION_UNKNOWN`
   */
  subscribe(key: RenditionKey, sink?: FrameSink): Subscription {
    const subscription = new PooledSubscription(
      this.acquire(key),
      (other) => this.acquire(other),
      this.parts.clock,
    );
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
    const pooled = this.renditionsById.get(id) ?? { rendition: this.parts.create(key), shares: 0 };
    this.renditionsById.set(id, pooled);
    pooled.shares++;
    let isReleased = false;
    return {
      id,
      rendition: pooled.rendition,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        pooled.shares--;
        // After a close another rendition may have its place.
        if (pooled.shares > 0 || this.renditionsById.get(id) !== pooled) return;
        this.renditionsById.delete(id);
        this.ended.add(pooled.rendition.stats());
        pooled.rendition.close().catch(this.parts.onError);
      },
    };
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
    const renditions = [...this.renditionsById.values()];
    for (const { rendition } of renditions) this.ended.add(rendition.stats());
    this.renditionsById.clear();
    await Promise.all(renditions.map(({ rendition }) => rendition.close()));
  }
}
