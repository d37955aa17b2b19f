import { Observable, type Subscriber } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';

/**
 * A source that frames are pushed into, by an event handler, a loop, or a service that extends it.
 *
 * ```ts
 * const dashboard = new PushSource();
 * WebGearRtcModule.forRoot({ customStream: dashboard });
 * dashboard.push({ data: canvas.getImageData(0, 0, 640, 360).data, width: 640, height: 360 });
 * ```
 *
 * @publicApi
 */
export class PushSource extends Observable<FrameInput> {
  private readonly subscribers = new Set<Subscriber<FrameInput>>();
  private ended = false;

  /** Creates a source without subscribers. */
  constructor() {
    super((subscriber) => {
      if (this.ended) {
        subscriber.complete();
        return;
      }
      this.subscribers.add(subscriber);
      subscriber.add(() => this.subscribers.delete(subscriber));
    });
  }

  /** Whether a frame pushed now is used; otherwise it need not be drawn. */
  get watched(): boolean {
    return this.subscribers.size > 0;
  }

  /**
   * Pushes a frame, which stays yours and may be changed when this returns, except for the bytes of a JPEG or PNG
   * file. Does not block: if the previous frame is still being processed, the newest replaces it.
   *
   * A frame in an unsupported form fails the stream, not this call.
   *
   * @returns whether there is a subscriber
   */
  push(input: FrameInput): boolean {
    for (const subscriber of this.subscribers) subscriber.next(input);
    return this.watched;
  }

  /** Reports a temporary failure. The stream restarts by itself later. */
  fail(error: unknown): void {
    for (const subscriber of this.subscribers) subscriber.error(error);
  }

  /** Ends the stream. */
  end(): void {
    this.ended = true;
    for (const subscriber of this.subscribers) subscriber.complete();
  }
}
