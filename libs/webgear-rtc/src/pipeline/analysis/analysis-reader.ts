import { Observable, type Subscription } from 'rxjs';
import type { AnalysisFrame } from '../../media/analysis-frame.js';
import type { ResolvedAnalysis } from '../../options/analysis-options.interface.js';
import type { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import { LatestFrameSlot } from '../latest-frame-slot.js';
import { AnalysisCopier } from './analysis-copier.js';

/** What analysis copies are made of. */
export interface AnalysisParts {
  /** Frames as they are captured: upright and whole, without overlays, which a model would see. */
  readonly capture: Pick<OnDemandCapture, 'frames$' | 'showsSlate'>;
  /** What the copy is like now; `undefined` ends it. */
  readonly settings: () => ResolvedAnalysis | undefined;
}

/**
 * Analysis copies for one consumer, which takes one after the other.
 *
 * A frame waits as a reference, not a copy, and a newer one takes its place: so a slow consumer skips frames, holds one frame of FFmpeg's
 * at most, and delays nobody. It is scaled when it is requested, in a thread of libuv's pool.
 */
export class AnalysisReader {
  private readonly slot = new LatestFrameSlot();
  private readonly copier = new AnalysisCopier();
  private captured = -1;
  /** The frame that waits, and the one before, which may be on its way out. */
  private offered: readonly (readonly [captureTimeUs: number, frameId: number])[] = [];
  private subscription: Subscription | undefined;

  constructor(private readonly parts: AnalysisParts) {}

  /** The copies; the source is open from the first request to the end. Call it once. */
  async *frames(): AsyncGenerator<AnalysisFrame, undefined> {
    const { capture, settings } = this.parts;
    this.subscription = capture.frames$.subscribe({
      next: (frame) => {
        if (capture.showsSlate) return;
        this.captured++;
        if (this.captured % (settings()?.everyNth ?? 1) !== 0) return;
        this.offered = [...this.offered.slice(-1), [frame.captureTimeUs, this.captured]];
        this.slot.offer(frame);
      },
      complete: () => this.close(),
      error: () => this.close(),
    });
    try {
      for await (const { frame } of this.slot.frames()) {
        const wanted = settings();
        if (wanted === undefined) return;
        const copy = await this.copier.copy(frame, wanted, this.idOf(frame.captureTimeUs));
        // Not after the consumer is done with the copy: a slow one would keep a second frame of FFmpeg's.
        frame.close();
        yield copy;
      }
    } finally {
      this.close();
      this.copier.close();
    }
  }

  /** Ends {@link frames}, after the copy under way. A second call does nothing. */
  close(): void {
    this.subscription?.unsubscribe();
    this.slot.close();
  }

  private idOf(captureTimeUs: number): number {
    return this.offered.find(([us]) => us === captureTimeUs)?.[1] ?? this.captured;
  }
}

/** The copies as an Observable; each is valid until the subscriber returns. */
export function analysisFrames$(parts: AnalysisParts): Observable<AnalysisFrame> {
  return new Observable((subscriber) => {
    const reader = new AnalysisReader(parts);
    void (async () => {
      try {
        for await (const frame of reader.frames()) subscriber.next(frame);
        subscriber.complete();
      } catch (error) {
        subscriber.error(error);
      }
    })();
    return () => reader.close();
  });
}
