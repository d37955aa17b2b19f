import { Observable, type Observer, type Operator, type Subscriber, type Subscription } from 'rxjs';

/** Receives what a subscriber threw, and errors of its operators if it does not handle errors. */
export type ReportThrown = (error: unknown) => void;

/**
 * An Observable for application code, whose errors must not end the process.
 *
 * RxJS rethrows errors of a subscriber from a timer, which ends the process with all its streams. Here they are
 * reported, and the subscriber receives the next value. Observables derived with `pipe` are isolated as well.
 */
export class IsolatedObservable<T> extends Observable<T> {
  private constructor(
    source: Observable<T>,
    private readonly report: ReportThrown,
  ) {
    super();
    this.source = source;
  }

  /** @param report receives what is thrown */
  static of<T>(source: Observable<T>, report: ReportThrown): Observable<T> {
    return new IsolatedObservable(source, report);
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new IsolatedObservable<R>(this as unknown as Observable<R>, this.report);
    lifted.operator = operator as unknown as Operator<unknown, R> | undefined;
    return lifted;
  }

  override subscribe(observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null): Subscription;
  override subscribe(
    next?: ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription;
  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    onError?: ((error: unknown) => void) | null,
    onComplete?: (() => void) | null,
  ): Subscription {
    // An RxJS operator: its errors go to its own subscriber.
    if (isSubscriber(observerOrNext)) return super.subscribe(observerOrNext);
    const observer: Partial<Observer<T>> =
      typeof observerOrNext === 'object' && observerOrNext !== null
        ? observerOrNext
        : {
            ...(observerOrNext && { next: observerOrNext }),
            ...(onError && { error: onError }),
            ...(onComplete && { complete: onComplete }),
          };
    return super.subscribe({
      next: (value) => this.guarded(() => observer.next?.(value)),
      error: (error: unknown) =>
        observer.error === undefined ? this.report(error) : this.guarded(() => observer.error?.(error)),
      complete: () => this.guarded(() => observer.complete?.()),
    });
  }

  /** An asynchronous subscriber rejects its promise. */
  private guarded(call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch(this.report);
    } catch (error) {
      this.report(error);
    }
  }
}

/** By shape, as RxJS does: the application may use another copy of RxJS. */
function isSubscriber(observer: unknown): observer is Subscriber<unknown> {
  const { next, error, complete, add, unsubscribe } = (observer ?? {}) as Partial<Subscriber<unknown>>;
  return [next, error, complete, add, unsubscribe].every((member) => typeof member === 'function');
}
