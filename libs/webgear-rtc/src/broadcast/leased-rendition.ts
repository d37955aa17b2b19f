import type { Observable, Unsubscribable } from 'rxjs';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { RenditionStats } from '../media/stream-stats.js';
import type { FrameSink } from './stream-engine.js';
import type { BroadcastRendition } from './broadcast-rendition.interface.js';

/** A share in a rendition: while anyone holds one, the source is open and the encoder runs. */
export interface RenditionLease {
  readonly encodedFrames$: Observable<EncodedFrame>;
  /** A delivery is about to start: what it begins with shall be ready then. */
  prepare(): void;
  /** Starts the delivery; at most one sink for each lease. */
  deliverTo(sink: FrameSink): void;
  requestKeyFrame(): void;
  /** Frames the sink did not get. */
  framesDropped(): number;
  /** Ends delivery and share. A second call does nothing. */
  release(): void;
}

/** A rendition that is fed from its first lease to its last. */
export class LeasedRendition {
  private leases = 0;

  /**
   * @param feed what brings its pictures, ended before it; `undefined` where its maker does that
   * @param onUnused called when the last lease is given back
   */
  constructor(
    private readonly rendition: BroadcastRendition,
    private readonly feed: Unsubscribable | undefined,
    private readonly clock: CaptureClock,
    private readonly onUnused: () => void,
  ) {}

  lease(): RenditionLease {
    const { rendition } = this;
    let sink: FrameSink | undefined;
    let released = false;
    this.leases++;
    return {
      encodedFrames$: rendition.encodedFrames$,
      deliverTo: (receiver) => {
        if (released || sink !== undefined) return;
        sink = receiver;
        rendition.broadcaster.add(receiver, this.clock.nowUs());
      },
      prepare: () => {
        if (!released) rendition.broadcaster.prepare(this.clock.nowUs());
      },
      requestKeyFrame: () => rendition.requestKeyFrame(sink),
      framesDropped: () => (sink === undefined ? 0 : rendition.broadcaster.framesDropped(sink)),
      release: () => {
        if (released) return;
        released = true;
        if (sink !== undefined) rendition.broadcaster.remove(sink);
        this.leases--;
        if (this.leases === 0) this.onUnused();
      },
    };
  }

  stats(): RenditionStats {
    return this.rendition.stats();
  }

  async close(): Promise<void> {
    this.feed?.unsubscribe();
    await this.rendition.close();
  }
}
