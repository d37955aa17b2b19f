import type { EncoderAdaptation } from '../../encoder/encoder-adaptation.js';
import type { Broadcaster } from '../broadcaster.js';
import type { QualityLadder } from './quality-ladder.js';

/** How often encoders are adapted, in microseconds. */
const INTERVAL_US = 100_000;

/** A rendition, as far as its viewers and its encoder go. */
export interface AdaptedRendition {
  readonly broadcaster: Broadcaster;
  /** Its rung. */
  readonly rung: string;
  /** Of its encoder; absent for passthrough. */
  readonly adaptation?: EncoderAdaptation | undefined;
  /** Whether its encoder works for others than viewers too: a recording must not suffer from the path of a viewer. */
  readonly isObserved?: boolean;
}

/**
 * Adapts the encoders of a stream to the path of its only viewer, or, where there is one rung for all, to the worst of
 * their paths. Paced by frames: without any there is nothing to adapt.
 */
export class StreamAdaptation {
  private lastUs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ladder: QualityLadder,
    private readonly renditions: () => Iterable<AdaptedRendition>,
  ) {}

  /** An encoder was added: it is adapted before its first frame, which is a key frame. */
  onEncoderAdded(): void {
    this.lastUs = Number.NEGATIVE_INFINITY;
  }

  /** Called with each frame, before it is encoded. */
  onFrame(nowUs: number): void {
    if (nowUs - this.lastUs < INTERVAL_US) return;
    this.lastUs = nowUs;
    const { ladder } = this;
    ladder.setFollows(ladder.isSingle || this.viewerCount() <= 1);
    for (const { rung, broadcaster, adaptation } of this.renditions()) {
      if (adaptation === undefined) continue;
      const bandwidthBps = ladder.encoderFollows ? broadcaster.bandwidthBps : undefined;
      adaptation.adapt(nowUs, bandwidthBps, ladder.isLowest(rung) ? ladder.plan(rung) : undefined);
    }
  }

  private viewerCount(): number {
    let count = 0;
    for (const { broadcaster, isObserved } of this.renditions()) {
      count += broadcaster.viewerCount + (isObserved === true ? 1 : 0);
    }
    return count;
  }
}
