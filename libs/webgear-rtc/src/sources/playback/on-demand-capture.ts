import { filter, merge, Observable, share } from 'rxjs';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-stats.js';
import type { FrameCapture } from './frame-capture.interface.js';
import { decodedFrames } from '../passthrough/decoded-frames.js';
import { GopBuffer } from '../passthrough/gop-buffer.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** Maximum duration of the buffered GOP, in microseconds. */
const MAX_GOP_US = 12_000_000;

/** Observes frames by their capture times. */
export interface FrameMeter {
  note(captureTimeUs: number): void;
  restart(): void;
}

/** Keeps a source open while there are subscribers, and briefly afterwards. */
export class OnDemandCapture {
  /** Maximum duration of the buffered GOP, in microseconds. */
  readonly maxGopUs = MAX_GOP_US;
  private holders = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private stopping: Promise<void> | undefined;
  private closed = false;
  private captured = 0;
  private decoded = 0;
  private readonly group = new GopBuffer(MAX_GOP_US);
  private lastDecoded: VideoFrame | undefined;
  private readonly decodedFrames$: Observable<VideoFrame>;

  /**
   * @param idleStopMs how long the source stays open without subscribers: a page reload reconnects within a moment
   * @param onError receives errors of decoding an encoded frame
   */
  constructor(
    private readonly capture: FrameCapture,
    private readonly idleStopMs: number,
    onError: (error: unknown) => void = () => undefined,
  ) {
    // Frames from before a restart do not start a GOP for those after it.
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
      requestKeyFrame: () => this.requestKeyFrame(),
      onDecoded: () => this.decoded++,
      keep: (frame) => this.keep(frame),
      onError,
    }).pipe(share());
  }

  get state$(): Observable<StreamState> {
    return this.capture.state$;
  }

  /**
   * Hot. The source is open while there are subscribers; an encoded one is decoded for them. A frame is valid until
   * the subscriber returns.
   */
  get frames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      const subscription = this.sharedFrames$.subscribe(subscriber);
      this.wake();
      return subscription;
    });
  }

  /** Like {@link frames$}, but does not restart a source that has ended. Call {@link wake} for that. */
  get sharedFrames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      let newestUs = Number.NEGATIVE_INFINITY;
      // The decoder may be a frame behind when the source switches to decoded frames: times must not go back.
      const inOrder = ({ captureTimeUs }: VideoFrame): boolean => {
        const isInOrder = captureTimeUs >= newestUs;
        newestUs = Math.max(newestUs, captureTimeUs);
        return isInOrder;
      };
      const frames$ = merge(this.capture.frames$, this.decodedFrames$).pipe(filter(inOrder));
      return this.held(frames$).subscribe(subscriber);
    });
  }

  /** Hot; the frames of a source that is passed through. The source is open while there are subscribers. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return this.held(this.capture.encodedFrames$);
  }

  /** Hot; frames that are not encoded, including slates. The source is open while there are subscribers. */
  get uncompressedFrames$(): Observable<VideoFrame> {
    return this.held(this.capture.frames$);
  }

  /** Hot; the sound of the source, which is read only while this is subscribed. The source is open while there are subscribers. */
  get audio$(): Observable<AudioFrame | EncodedAudioFrame> {
    return this.held(this.capture.audio$);
  }

  /** The newest encoded key frame and all frames after it; empty if that was too long ago. */
  get encodedGop(): GopBuffer {
    return this.group;
  }

  /**
   * The newest frame while the source is live, owned by the capture; `undefined` if there is none, or if an encoded
   * source is not being decoded.
   */
  get lastFrame(): VideoFrame | undefined {
    return this.capture.lastFrame ?? this.lastDecoded;
  }

  /** Reports the capture times of frames to `meter` from now on. */
  measure(meter: FrameMeter): void {
    this.capture.frames$.subscribe((frame) => {
      if (!this.capture.showsSlate) meter.note(frame.captureTimeUs);
    });
    this.capture.encodedFrames$.subscribe((frame) => meter.note(frame.captureTimeUs));
    this.capture.state$.subscribe((state) => state === 'starting' && meter.restart());
  }

  /** Frames received from the source, including slates. */
  get framesCaptured(): number {
    return this.captured;
  }

  /** Encoded frames that were decoded for a subscriber. */
  get framesDecoded(): number {
    return this.decoded;
  }

  /** What the source reported when it was last opened. */
  get info(): VideoSourceInfo | undefined {
    return this.capture.info;
  }

  /** Whether the frame being emitted is a slate. */
  get showsSlate(): boolean {
    return this.capture.showsSlate;
  }

  /** Resolves when the source is open, and rejects if opening failed. Requires a {@link hold}. */
  opened(): Promise<VideoSourceInfo> {
    return this.capture.opened();
  }

  /**
   * Opens the source and keeps it open until the returned function is called. Does not restart a source that has
   * ended while others hold it: a stream that switches renditions holds it twice for a moment.
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

  /** Whether the encoder behind the source can be asked for key frames. */
  get canRequestKeyFrames(): boolean {
    return this.capture.requestKeyFrame !== undefined;
  }

  /** Asks for a key frame, where that is possible. */
  requestKeyFrame(): void {
    this.capture.requestKeyFrame?.();
  }

  /** Restarts a source that has ended while it is held. */
  wake(): void {
    // A pending stop checks the number of holders when it is done.
    if (this.holders > 0 && this.stopping === undefined && !this.closed) this.capture.start();
  }

  /** Closes the source permanently. */
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
