import type { CaptureClock } from '../media/capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { renditionKeyId, sourceRung, type RenditionKey } from '../media/rendition-key.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';
import { RenditionCrossover } from './rendition-crossover.js';
import type { FrameSink, Subscription, SwitchStart } from './stream-engine.js';

/** A share in a rendition. Who has it releases it, once. */
export interface RenditionShare<R extends BroadcastRendition> {
  readonly key: RenditionKey;
  /** Of {@link key}. */
  readonly id: string;
  /** Whether another rendition has its place in the pool. */
  readonly isStale: boolean;
  readonly rendition: R;
  /** A second call does nothing. */
  release(): void;
}

type Share = RenditionShare<BroadcastRendition>;

/** What a subscription works with. */
export interface PooledSubscriptionParts {
  /** Becomes its own. */
  readonly share: Share;
  readonly acquire: (key: RenditionKey) => Share;
  readonly clock: CaptureClock;
  /** Called once, when it is released. */
  readonly onReleased: () => void;
}

/** A share in one rendition of a pool, and in another one while it changes to that. */
export class PooledSubscription implements Subscription {
  private current: Reception;
  /** What it changes to, and how. */
  private next: { readonly reception: Reception; readonly crossover: RenditionCrossover } | undefined;
  private sink: FrameSink | undefined;
  private prepared = false;
  private released = false;
  private droppedBefore = 0;
  private lastCaptureUs = Number.NEGATIVE_INFINITY;
  /** Whether cached frames of a rendition are being sent. */
  private isBeginning = false;
  private missedKeyFrame = false;

  constructor(private readonly parts: PooledSubscriptionParts) {
    this.current = this.receptionOf(parts.share);
  }

  prepare(): void {
    if (this.released) return;
    this.prepared = true;
    this.current.rendition.broadcaster.prepare(this.parts.clock.nowUs());
  }

  attach(sink: FrameSink): void {
    if (this.released || this.sink !== undefined) return;
    this.sink = sink;
    this.begin(this.current);
  }

  requestKeyFrame(): void {
    if (!this.released) this.current.rendition.requestKeyFrame(this.sink && this.current);
  }

  switchTo(key: RenditionKey, start: SwitchStart = 'cached'): void {
    if (this.released) return;
    if (this.next?.reception.receives(key) === true) return;
    if (this.current.receives(key)) return this.cancelSwitch();
    // Before anything is released: the source and encoders that both need go on.
    this.change(this.receptionOf(this.parts.acquire(key)), start);
  }

  /** Changes to the rendition that has replaced its own in the pool, if there is one. */
  renew(): void {
    if (this.released) return;
    const { share } = this.next?.reception ?? this.current;
    if (!share.isStale) return;
    let next: Share;
    try {
      next = this.parts.acquire(share.key);
    } catch {
      // There is no such rendition any more: who subscribed hears of those there are, and switches.
      return;
    }
    this.change(this.receptionOf(next), share.key.rung === sourceRung ? 'next-key-frame' : 'cached');
  }

  framesDropped(): number {
    return this.droppedBefore + (this.released ? 0 : this.current.framesDropped());
  }

  release(): void {
    if (this.released) return;
    this.droppedBefore = this.framesDropped();
    this.released = true;
    this.parts.onReleased();
    this.next?.reception.end();
    this.next = undefined;
    this.current.end();
  }

  private change(reception: Reception, start: SwitchStart): void {
    this.cancelSwitch();
    // Who has been sent nothing yet misses nothing, and the first key frame of a rendition that it leaves is encoded for nobody.
    const hasBegun = this.lastCaptureUs > Number.NEGATIVE_INFINITY;
    const isSeamless = hasBegun && this.sink !== undefined && this.current.rendition.delivers !== false;
    if (isSeamless) this.next = { reception, crossover: new RenditionCrossover((frame) => this.send(frame)) };
    else this.promote(reception);
    if (this.sink !== undefined) this.begin(reception, isSeamless ? start : 'cached');
    else if (this.prepared) this.prepare();
  }

  private receptionOf(share: Share): Reception {
    return new Reception(
      share,
      {
        viewers: (reception) => (reception === this.current ? (this.sink?.viewers ?? 1) : 0),
        bandwidthBps: () => this.sink?.bandwidthBps,
      },
      (reception, frame) => this.receive(reception, frame),
    );
  }

  private begin(reception: Reception, start: SwitchStart = 'cached'): void {
    this.isBeginning = true;
    reception.rendition.broadcaster.add(reception, this.parts.clock.nowUs(), start);
    this.isBeginning = false;
  }

  private receive(reception: Reception, frame: PacketizedFrame): boolean {
    if (this.released) return false;
    // Cached frames that the sink has been sent from another rendition; without them, a new key frame is requested.
    const isStale = frame.captureTimeUs <= this.lastCaptureUs && frame.catchUp !== true;
    if (this.isBeginning && isStale) return false;
    const { next } = this;
    if (reception === next?.reception) {
      const taken = next.crossover.fromNext(frame);
      this.settle();
      return taken;
    }
    if (reception !== this.current) return false;
    if (next !== undefined) {
      const taken = next.crossover.fromCurrent(frame);
      this.settle();
      return taken;
    }
    if (this.missedKeyFrame) {
      this.missedKeyFrame = false;
      if (!frame.keyFrame) return false;
    }
    return this.send(frame);
  }

  private settle(): void {
    const { next } = this;
    if (next?.crossover.isComplete !== true) return;
    this.missedKeyFrame = next.crossover.missedKeyFrame;
    this.next = undefined;
    this.promote(next.reception);
  }

  private promote(next: Reception): void {
    const before = this.current;
    this.droppedBefore += before.framesDropped();
    // What it waited for while it was served from the other is not missing.
    next.resetDropped();
    this.current = next;
    before.end();
  }

  private cancelSwitch(): void {
    const { next } = this;
    if (next === undefined) return;
    this.next = undefined;
    this.missedKeyFrame = !next.crossover.cancel();
    next.reception.end();
  }

  private send(frame: PacketizedFrame): boolean {
    const taken = this.sink?.sendFrame(frame) === true;
    if (taken) this.lastCaptureUs = Math.max(this.lastCaptureUs, frame.captureTimeUs);
    return taken;
  }
}

/** A subscription as the sink of one rendition. */
class Reception implements FrameSink {
  private droppedBefore = 0;

  constructor(
    readonly share: Share,
    private readonly facts: {
      readonly viewers: (reception: Reception) => number;
      readonly bandwidthBps: () => number | undefined;
    },
    private readonly receive: (reception: Reception, frame: PacketizedFrame) => boolean,
  ) {}

  get rendition(): BroadcastRendition {
    return this.share.rendition;
  }

  /** None while its subscription is served from another rendition. */
  get viewers(): number {
    return this.facts.viewers(this);
  }

  /** Of what it changes to as well: an encoder that starts for it aims at what its path carries. */
  get bandwidthBps(): number | undefined {
    return this.facts.bandwidthBps();
  }

  /** Whether it is that of the rendition which has this key now. */
  receives(key: RenditionKey): boolean {
    return this.share.id === renditionKeyId(key) && !this.share.isStale;
  }

  sendFrame(frame: PacketizedFrame): boolean {
    return this.receive(this, frame);
  }

  framesDropped(): number {
    return this.rendition.broadcaster.framesDropped(this) - this.droppedBefore;
  }

  resetDropped(): void {
    this.droppedBefore = this.rendition.broadcaster.framesDropped(this);
  }

  end(): void {
    this.rendition.broadcaster.remove(this);
    this.share.release();
  }
}
