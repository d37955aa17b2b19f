import { BehaviorSubject, EMPTY, switchMap, type Observable } from 'rxjs';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { FrameSink } from '../stream-engine.js';
import type { RenditionLease } from '../leased-rendition.js';

/** A viewer's share, in whichever rendition serves it at the moment. */
export class RoutedLease implements RenditionLease {
  private readonly current = new BehaviorSubject<RenditionLease | undefined>(undefined);
  private sink: FrameSink | undefined;
  private framesDroppedBefore = 0;
  private released = false;

  /**
   * @param accepts whether the viewer decodes H.264 of a profile, given as four hex digits
   * @param onReleased called once
   */
  constructor(
    readonly accepts: (profile: string) => boolean,
    private readonly onReleased: (lease: RoutedLease) => void,
  ) {}

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.current.pipe(switchMap((lease) => lease?.encodedFrames$ ?? EMPTY));
  }

  prepare(): void {
    this.current.value?.prepare();
  }

  deliverTo(sink: FrameSink): void {
    if (this.released || this.sink !== undefined) return;
    this.sink = sink;
    this.current.value?.deliverTo(sink);
  }

  requestKeyFrame(): void {
    this.current.value?.requestKeyFrame();
  }

  framesDropped(): number {
    return this.framesDroppedBefore + (this.current.value?.framesDropped() ?? 0);
  }

  /** Goes over to another rendition; the viewer goes on there with a key frame. */
  moveTo(next: RenditionLease): void {
    const before = this.current.value;
    this.framesDroppedBefore = this.framesDropped();
    this.current.next(next);
    before?.release();
    if (this.sink !== undefined) next.deliverTo(this.sink);
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.framesDroppedBefore = this.framesDropped();
    this.current.value?.release();
    this.current.next(undefined);
    this.current.complete();
    this.onReleased(this);
  }
}
