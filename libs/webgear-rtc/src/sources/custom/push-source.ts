import { Observable, type Subscriber } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';

/**
 * A source that frames are put into, by an event handler, a loop of your own, a service that extends it.
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

  /** Makes one that nobody watches yet. */
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

  /** Whether a frame pushed now is looked at: nothing needs to be drawn for nobody. */
  get watched(): boolean {
    return this.subscribers.size > 0;
  }

  /**
   * Shows a frame, which stays yours and may be changed once this returns; the bytes of a JPEG or PNG file may not.
   * It does not wait: while the one before is still being worked on, the newest takes its place.
   *
   * A frame in a form that cannot be shown fails the stream, not this call.
   *
   * @returns whether anybody took it
   */
  push(input: FrameInput): boolean {
    for (const subscriber of this.subscribers) subscriber.next(input);
    return this.watched;
  }

  /** Reports that there are no frames for now. The stream starts again by itself after a while. */
  fail(error: unknown): void {
    for (const subscriber of this.subscribers) subscriber.error(error);
  }

  /** Says that there will be no more frames. */
  end(): void {
    this.ended = true;
    for (const subscriber of this.subscribers) subscriber.complete();
  }
}
