import { BehaviorSubject, Subject, switchMap, takeUntil, type Observable } from 'rxjs';
import type { StreamPipeline } from './stream-pipeline.js';

/** How long the renditions of before go on for those who wait for a key frame of the next, in milliseconds. */
const RETIRING_MS = 5000;

/** The pipeline of a stream, one after the other. */
export class CurrentPipeline {
  private readonly pipelines: BehaviorSubject<StreamPipeline>;
  private readonly retiring = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private readonly ended = new Subject<void>();
  /** While subscriptions change over to it. */
  private replacement: StreamPipeline | undefined;

  constructor(first: StreamPipeline) {
    this.pipelines = new BehaviorSubject(first);
  }

  /** The one in use. */
  get value(): StreamPipeline {
    return this.replacement ?? this.pipelines.value;
  }

  /** Of the pipeline in use, and then of the one that replaces it; completes with {@link complete}. */
  select<T>(of: (pipeline: StreamPipeline) => Observable<T>): Observable<T> {
    return this.pipelines.pipe(switchMap(of), takeUntil(this.ended));
  }

  /**
   * Replaces the pipeline. That of before delivers until nobody needs it any more.
   *
   * @param renew changes subscriptions over; resolves when the last one has left what was made before
   */
  replace(next: StreamPipeline, renew: () => Promise<void>): void {
    const before = this.value;
    // Those who are served first, so that what the next pipeline says of its renditions finds them there.
    this.replacement = next;
    const left = renew();
    this.replacement = undefined;
    this.pipelines.next(next);
    const retired = this.retire(before, left).catch(before.parts.onError);
    this.retiring.add(retired);
    void retired.finally(() => this.retiring.delete(retired));
  }

  /** Takes no more frames. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.value.close();
  }

  /** Ends it for good, when all renditions are closed. */
  async complete(): Promise<void> {
    await Promise.all(this.retiring);
    await this.value.complete();
    this.ended.next();
    this.pipelines.complete();
  }

  private async retire(pipeline: StreamPipeline, left: Promise<void>): Promise<void> {
    const waited = new AbortController();
    const { clock, audio } = pipeline.parts;
    await Promise.race([
      left,
      clock.sleep(RETIRING_MS, AbortSignal.any([waited.signal, this.ending.signal])),
    ]);
    waited.abort();
    await pipeline.close();
    if (audio !== this.value.parts.audio) await audio?.close();
    await pipeline.complete();
  }
}
