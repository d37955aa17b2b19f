import { filter, merge, Observable, share } from 'rxjs';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-state.js';
import type { FrameCapture } from './frame-capture.interface.js';
import { decodedFrames } from '../passthrough/decoded-frames.js';
import { GopBuffer } from '../passthrough/gop-buffer.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** How long the frames since the newest key frame are kept, in microseconds. */
const MAX_GROUP_US = 12_000_000;

/** What measures frames by their capture times. */
export interface FrameMeter {
  note(captureTimeUs: number): void;
  restart(): void;
}

/** Keeps a source open exactly while somebody needs its frames, and a moment longer. */
export class OnDemandCapture {
  /** How long frames since a key frame are kept, in microseconds. */
  readonly maxGroupUs = MAX_GROUP_US;
  private holders = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private stopping: Promise<void> | undefined;
  private closed = false;
  private captured = 0;
  private decoded = 0;
  private readonly group = new GopBuffer(MAX_GROUP_US);
  private lastDecoded: VideoFrame | undefined;
  private readonly decodedFrames$: Observable<VideoFrame>;

  /**
   * @param idleStopMs how long the source stays open for nobody: a page that reloads is back within a moment
   * @param onError told when a encoded frame cannot be decoded
   */
  constructor(
    private readonly capture: FrameCapture,
    private readonly idleStopMs: number,
    onError: (error: unknown) => void = () => undefined,
  ) {
    // Frames of before are no beginning for those after.
    capture.state$.subscribe((state) => {
      if (state === 'live') return;
      this.group.clear();
      this.keep(undefined);
    });
    capture.frames$.subscribe(() => this.note(undefined));
    capture.encodedFrames$.subscribe((frame) => this.note(frame));
    this.decodedFrames$ = decodedFrames({
      encodedFrames$: capture.encodedFrames$,
      sinceKeyFrame: () => this.group.frames,
      onDecoded: () => this.decoded++,
      keep: (frame) => this.keep(frame),
      onError,
    }).pipe(share());
  }

  get state$(): Observable<StreamState> {
    return this.capture.state$;
  }

  /**
   * Hot; the source is open while somebody listens, and those of a compressed one are decoded. A frame is on loan until
   * the subscriber returns.
   */
  get frames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      const subscription = this.sharedFrames$.subscribe(subscriber);
      this.wake();
      return subscription;
    });
  }

  /**
   * The same for those who share in a source: one that has ended is not started again for them. Whoever wants that calls
   * {@link wake}.
   */
  get sharedFrames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      let newestUs = Number.NEGATIVE_INFINITY;
      // A decoder may be a frame behind when the source goes over to frames that come decoded: times never go back.
      const inOrder = ({ captureTimeUs }: VideoFrame): boolean => {
        const isInOrder = captureTimeUs >= newestUs;
        newestUs = Math.max(newestUs, captureTimeUs);
        return isInOrder;
      };
      const frames$ = merge(this.capture.frames$, this.decodedFrames$).pipe(filter(inOrder));
      return this.held(frames$).subscribe(subscriber);
    });
  }

  /** Hot; the frames of a source that hands on its own compressed ones. The source is open while somebody listens. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return this.held(this.capture.encodedFrames$);
  }

  /** Hot; frames that come uncompressed, slates among them. The source is open while somebody listens. */
  get uncompressedFrames$(): Observable<VideoFrame> {
    return this.held(this.capture.frames$);
  }

  /** The newest key frame that was handed on and all that followed it; empty when that was too long ago. */
  get encodedGroup(): GopBuffer {
    return this.group;
  }

  /**
   * The newest frame of the source while it is live, on loan; `undefined` where there is none, or where it is compressed and
   * nothing needs it decoded.
   */
  get lastFrame(): VideoFrame | undefined {
    return this.capture.lastFrame ?? this.lastDecoded;
  }

  /** Lets `meter` see the capture times of the source's frames from now on. */
  measure(meter: FrameMeter): void {
    this.capture.frames$.subscribe((frame) => {
      if (!this.capture.showsSlate) meter.note(frame.captureTimeUs);
    });
    this.capture.encodedFrames$.subscribe((frame) => meter.note(frame.captureTimeUs));
    this.capture.state$.subscribe((state) => state === 'starting' && meter.restart());
  }

  /** Frames the source gave, slates among them. */
  get framesCaptured(): number {
    return this.captured;
  }

  /** Of the compressed ones those that somebody wanted decoded. */
  get framesDecoded(): number {
    return this.decoded;
  }

  /** What the source said of itself when it was last opened. */
  get info(): VideoSourceInfo | undefined {
    return this.capture.info;
  }

  /** Whether the frame that is being delivered is a slate, not the source's. */
  get showsSlate(): boolean {
    return this.capture.showsSlate;
  }

  /** Resolves when the source has been opened; rejects when that failed. Only while held. */
  opened(): Promise<VideoSourceInfo> {
    return this.capture.opened();
  }

  /**
   * Opens the source and keeps it open until the returned function is called. One that has ended for others is not started
   * again: a stream that goes over from one rendition to another holds it twice for a moment.
   */
  hold(): () => void {
    this.holders++;
    clearTimeout(this.idleTimer);
    if (this.holders === 1) this.wake();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.holders--;
      if (this.holders === 0 && !this.closed) this.scheduleStop();
    };
  }

  /** Starts a source anew that has ended, for somebody who shares in a hold that is there already. */
  wake(): void {
    // A stop under way looks at the holders again when it is done.
    if (this.holders > 0 && this.stopping === undefined && !this.closed) this.capture.start();
  }

  /** Closes the source for good. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idleTimer);
    await this.stopping;
    await this.capture.stop();
  }

  private held<Captured>(captured$: Observable<Captured>): Observable<Captured> {
    return new Observable((subscriber) => {
      const subscription = captured$.subscribe(subscriber);
      subscription.add(this.hold());
      return subscription;
    });
  }

  private note(frame: EncodedFrame | undefined): void {
    this.captured++;
    if (frame === undefined) this.group.clear();
    else this.group.push(frame);
  }

  private keep(frame: VideoFrame | undefined): void {
    this.lastDecoded?.close();
    this.lastDecoded = frame;
  }

  private scheduleStop(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.stopping = this.stop();
    }, this.idleStopMs);
    this.idleTimer.unref();
  }

  private async stop(): Promise<void> {
    await this.capture.stop();
    this.stopping = undefined;
    if (this.holders > 0 && !this.closed) this.capture.start();
  }
}
