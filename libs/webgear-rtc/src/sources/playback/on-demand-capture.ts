import { BehaviorSubject, distinctUntilChanged, map, merge, Observable, share, switchMap } from 'rxjs';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-stats.js';
import type { FrameCapture } from './frame-capture.interface.js';
import { decodedFrames, withoutOlder } from '../passthrough/decoded-frames.js';
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
  private restartCount = 0;
  private newestUs: number | undefined;
  private readonly group = new GopBuffer(MAX_GOP_US);
  private lastDecoded: VideoFrame | undefined;
  private readonly decodedFrames$: Observable<VideoFrame>;
  private readonly captures: BehaviorSubject<FrameCapture>;
  private replacing: Promise<void> | undefined;
  private replacements = 0;

  /**
   * @param idleStopMs how long the source stays open without subscribers: a page reload reconnects within a moment
   * @param onError receives errors of decoding an encoded frame
   */
  constructor(
    first: FrameCapture,
    private idleStopMs: number,
    onError: (error: unknown) => void = () => undefined,
  ) {
    this.captures = new BehaviorSubject(first);
    // Frames from before a restart do not start a GOP for those after it.
    this.state$.subscribe((state) => {
      if (state === 'reconnecting') this.restartCount++;
      if (state === 'live') return;
      this.group.clear();
      this.keep(undefined);
    });
    this.ofSource((capture) => capture.frames$).subscribe(({ captureTimeUs }) => {
      if (!this.capture.showsSlate) this.newestUs = captureTimeUs;
      this.note(undefined);
    });
    const encodedFrames$ = this.ofSource((capture) => capture.encodedFrames$);
    encodedFrames$.subscribe((frame) => {
      this.newestUs = frame.captureTimeUs;
      this.note(frame);
    });
    this.decodedFrames$ = decodedFrames({
      encodedFrames$,
      sinceKeyFrame: () => this.group.frames,
      requestKeyFrame: () => this.requestKeyFrame(),
      onDecoded: () => this.decoded++,
      keep: (frame) => this.keep(frame),
      onError,
    }).pipe(share());
  }

  get state$(): Observable<StreamState> {
    return this.ofSource((capture) => capture.state$).pipe(
      // A source that is replaced is not idle for those who wait for the next one.
      map((state) =>
        state === 'idle' && this.replacing !== undefined && this.holders > 0 ? 'starting' : state,
      ),
      distinctUntilChanged(),
    );
  }

  /** Hot. Each failure of the source, and of the next one that replaces it. */
  get failures$(): Observable<unknown> {
    return this.ofSource((capture) => capture.failures$);
  }

  /** Hot. Holds the source open, and has an encoded one decoded. A frame is valid until the subscriber returns. */
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
      const frames$ = merge(
        this.ofSource((capture) => capture.frames$),
        this.decodedFrames$,
      ).pipe(withoutOlder());
      return this.held(frames$).subscribe(subscriber);
    });
  }

  /** Hot; the frames of a source that is passed through. The source is open while there are subscribers. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return this.held(this.ofSource((capture) => capture.encodedFrames$));
  }

  /** Hot; frames that are not encoded, including slates. The source is open while there are subscribers. */
  get uncompressedFrames$(): Observable<VideoFrame> {
    return this.held(this.ofSource((capture) => capture.frames$));
  }

  /** Hot; the sound of the source, which is read only while this is subscribed. The source is open while there are subscribers. */
  get audio$(): Observable<AudioFrame | EncodedAudioFrame> {
    return this.held(this.ofSource((capture) => capture.audio$));
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
    this.ofSource((capture) => capture.frames$).subscribe((frame) => {
      if (!this.capture.showsSlate) meter.note(frame.captureTimeUs);
    });
    this.ofSource((capture) => capture.encodedFrames$).subscribe((frame) => meter.note(frame.captureTimeUs));
    this.state$.subscribe((state) => state === 'starting' && meter.restart());
  }

  /** Frames received from the source, including slates. */
  get framesCaptured(): number {
    return this.captured;
  }

  /** How often the source was lost and had to be opened again. */
  get restarts(): number {
    return this.restartCount;
  }

  /** Capture time of the newest frame of the source itself; `undefined` before the first. */
  get newestFrameUs(): number | undefined {
    return this.newestUs;
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

  /** See `VideoSource.hasPublisher`. */
  get hasPublisher(): boolean | undefined {
    return this.capture.hasPublisher;
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
    const isStopping = this.stopping !== undefined || this.replacing !== undefined;
    if (this.holders > 0 && !isStopping && !this.closed) this.capture.start();
  }

  /**
   * Closes the source, and opens another one in its place if it is held. Subscribers go on with that. A camera cannot be open twice,
   * so that there are no frames in between.
   */
  replace(next: FrameCapture): Promise<void> {
    this.replacing = this.exchange(this.replacing, next);
    return this.replacing;
  }

  /** See the constructor; for subscribers who leave from now on. */
  setIdleStopMs(idleStopMs: number): void {
    this.idleStopMs = idleStopMs;
  }

  /** Closes the source permanently. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idleTimer);
    await this.stopping;
    await this.replacing;
    await this.capture.stop();
  }

  private get capture(): FrameCapture {
    return this.captures.value;
  }

  /** Of the source, and of the next one that replaces it. */
  private ofSource<T>(of: (capture: FrameCapture) => Observable<T>): Observable<T> {
    return this.captures.pipe(switchMap(of));
  }

  private async exchange(earlier: Promise<void> | undefined, next: FrameCapture): Promise<void> {
    const turn = ++this.replacements;
    // Also waits until `replacing` is set, before anyone is told that the source stops.
    await earlier;
    await this.stopping;
    await this.capture.stop();
    this.captures.next(next);
    // Another one may have been given meanwhile.
    if (turn !== this.replacements) return;
    this.replacing = undefined;
    this.wake();
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
