import type { CaptureClock } from '../../media/capture-clock.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { Broadcaster } from '../broadcaster.js';
import type { FrameSink } from '../stream-engine.js';
import { CatchUpGopCache } from './catch-up-gop-cache.js';
import { RestartBudget } from './restart-budget.js';

/** A key frame that was asked for is there sooner than a viewer has caught up with a longer GOP, in microseconds. */
const SHORT_GOP_US = 1_000_000;

/** What a broadcast with catch-up needs. */
export interface CatchUpBroadcastParts {
  readonly clock: CaptureClock;
  /** Called when a sink has to begin and no key frame is cached. */
  readonly onKeyFrameMissing?: () => void;
  /** Asks the source for a key frame; left out where it cannot be asked. */
  readonly requestKeyFrame?: (() => void) | undefined;
  readonly onError?: (error: unknown) => void;
}

/**
 * The broadcast of a source's own frames. The source cannot be asked for a key frame, so a sink that needs one catches up
 * from the cached GOP, as often as its {@link RestartBudget} allows.
 */
export class CatchUpBroadcast {
  readonly broadcaster: Broadcaster;
  private readonly budgets = new WeakMap<FrameSink, RestartBudget>();
  /** Sinks that asked for a key frame sooner than they may have the GOP again. */
  private readonly deferred = new Set<FrameSink>();
  private sinksWait = false;
  private gopStartUs = 0;
  private gopLengthUs = 0;

  constructor(private readonly parts: CatchUpBroadcastParts) {
    const requestKeyFrame = (): void => {
      // They are served from the cache with the next frame.
      this.sinksWait = true;
      parts.onKeyFrameMissing?.();
      parts.requestKeyFrame?.();
    };
    const cache = new CatchUpGopCache(parts.requestKeyFrame && SHORT_GOP_US);
    this.broadcaster = new Broadcaster({ requestKeyFrame }, cache, parts.onError);
  }

  /** Takes the next frame. */
  broadcast(frame: PacketizedFrame): void {
    if (frame.keyFrame) this.gopStartUs = frame.captureTimeUs;
    this.gopLengthUs = Math.max(0, frame.captureTimeUs - this.gopStartUs);
    this.broadcaster.broadcast(frame);
    // What they asked for has come by itself.
    if (frame.keyFrame) this.deferred.clear();
    for (const sink of this.deferred) this.restart(sink);
    if (this.sinksWait) this.restartWaiting();
  }

  /** A sink cannot continue without a key frame. */
  requestKeyFrame(sink?: FrameSink): void {
    if (this.parts.requestKeyFrame !== undefined) this.parts.requestKeyFrame();
    else if (sink !== undefined) this.restart(sink);
  }

  close(): void {
    this.broadcaster.clear();
    this.deferred.clear();
  }

  private restartWaiting(): void {
    for (const sink of this.broadcaster.waiting()) this.restart(sink);
    this.sinksWait = this.broadcaster.waiting().length > 0;
  }

  private restart(sink: FrameSink): void {
    const nowUs = this.parts.clock.nowUs();
    const budget = this.budgets.get(sink) ?? new RestartBudget();
    this.budgets.set(sink, budget);
    if (!budget.take(this.gopLengthUs, nowUs)) {
      this.deferred.add(sink);
      return;
    }
    this.deferred.delete(sink);
    this.broadcaster.restart(sink, nowUs);
  }
}
