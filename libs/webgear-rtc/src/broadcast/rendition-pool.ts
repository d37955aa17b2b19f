import type { CaptureClock } from '../media/capture-clock.js';
import { renditionKeyId, type RenditionKey } from '../media/rendition-key.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { PooledSubscription, type RenditionShare } from './pooled-subscription.js';
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
  private readonly renditions = new Map<string, Pooled<R>>();

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
    const pooled = this.renditions.get(id) ?? { rendition: this.parts.create(key), shares: 0 };
    this.renditions.set(id, pooled);
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
        if (pooled.shares > 0 || this.renditions.get(id) !== pooled) return;
        this.renditions.delete(id);
        pooled.rendition.close().catch(this.parts.onError);
      },
    };
  }

  /** A rendition, while it is in use. */
  get(key: RenditionKey): R | undefined {
    return this.renditions.get(renditionKeyId(key))?.rendition;
  }

  /** Of each rendition in use. */
  stats(): RenditionStats[] {
    return [...this.renditions.values()].map(({ rendition }) => rendition.stats());
  }

  /** Ends all renditions, whether or not shares in them are left. */
  async close(): Promise<void> {
    const renditions = [...this.renditions.values()];
    this.renditions.clear();
    await Promise.all(renditions.map(({ rendition }) => rendition.close()));
  }
}
