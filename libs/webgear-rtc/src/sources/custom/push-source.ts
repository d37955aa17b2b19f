import { Observable, Subject, type Subscriber } from 'rxjs';
import type { AudioInput } from '../../media/audio-input.js';
import type { FrameInput } from '../../media/frame-input.js';

/**
 * Settings of a {@link PushSource}.
 *
 * @publicApi
 */
export interface PushSourceOptions {
  /**
   * Whether it has sound. Without, it has from the first call of `pushAudio` on, for viewers who join after the source is opened
   * the next time.
   *
   * @default false
   */
  readonly audio?: boolean;
}

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
  private readonly sound$ = new Subject<AudioInput>();
  private ended = false;
  /** The sound that is pushed; not there while the source has none. */
  audio?: () => Observable<AudioInput>;

  /** Creates a source without subscribers. */
  constructor({ audio = false }: PushSourceOptions = {}) {
    super((subscriber) => {
      if (this.ended) {
        subscriber.complete();
        return;
      }
      this.subscribers.add(subscriber);
      subscriber.add(() => this.subscribers.delete(subscriber));
    });
    if (audio) this.offerAudio();
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

  /** Whether sound pushed now is used; otherwise it need not be made. */
  get listened(): boolean {
    return this.sound$.observed;
  }

  /**
   * Pushes sound, whose samples may be changed when this returns. It counts as captured now, or follows the sound before, unless
   * it has a capture time.
   *
   * Something that is not sound is logged and left out; this call does not throw.
   *
   * @returns whether there are listeners
   */
  pushAudio(input: AudioInput): boolean {
    this.offerAudio();
    this.sound$.next(input);
    return this.listened;
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

  private offerAudio(): void {
    this.audio ??= () => this.sound$;
  }
}
