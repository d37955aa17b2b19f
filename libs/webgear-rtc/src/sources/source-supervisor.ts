import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { SlateText } from '../frames/slate-painter.interface.js';
import type { EncodedFrame } from '../encoder/encoded-frame.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { StreamState } from '../options/stream-state.interface.js';
import type { FrameCapture } from './frame-capture.interface.js';
import { InterruptibleSource } from './interruptible-source.js';
import { Opening } from './opening.js';
import { PacedTimeline } from './paced-timeline.js';
import { playSlate } from './play-slate.js';
import { playSource } from './play-source.js';
import { ReconnectBackoff } from './reconnect-backoff.js';
import type { SourceSupervisorParts } from './source-supervisor.interface.js';
import type { VideoSource, VideoSourceInfo } from './video-source.interface.js';

/** Long enough that a lost packet or a coarse first version does not leave viewers without it. */
const THE_END_MS = 1000;

/** A source that takes longer to open is not there: viewers get to see that instead of nothing. */
const SLATE_AFTER_MS = 2000;

/** Size of the slate of a source that has never opened. */
const UNKNOWN_SIZE = { width: 1280, height: 720 };

/** Owns the life of one source: start, stop, pace, loop, failure, and what is shown meanwhile. */
export class SourceSupervisor implements FrameCapture {
  private readonly states = new BehaviorSubject<StreamState>('idle');
  private readonly shown = new Subject<VideoFrame>();
  private readonly handedOn = new Subject<EncodedFrame>();
  private readonly source: VideoSource;
  private abort = new AbortController();
  /** There from the end of the source on: aborted, the source starts anew. */
  private afterEnd: AbortController | undefined;
  private opening = new Opening();
  private running: Promise<void> | undefined;
  private lastInfo: VideoSourceInfo | undefined;
  private lastFailure: unknown;
  private slateOnShow = false;

  constructor(private readonly parts: SourceSupervisorParts) {
    this.source = new InterruptibleSource(parts.source, parts.clock);
  }

  get state$(): Observable<StreamState> {
    return this.states.asObservable();
  }

  get frames$(): Observable<VideoFrame> {
    return this.shown.asObservable();
  }

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.handedOn.asObservable();
  }

  get info(): VideoSourceInfo | undefined {
    return this.lastInfo;
  }

  get showsSlate(): boolean {
    return this.slateOnShow;
  }

  /** Why the source is not live, when it failed. */
  get lastError(): unknown {
    return this.lastFailure;
  }

  start(): void {
    if (this.running !== undefined) {
      this.afterEnd?.abort();
      return;
    }
    this.abort = new AbortController();
    this.prepareToStart();
    this.running = this.run(this.abort.signal)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.running = undefined;
        // Somebody may have come in the very moment of the end.
        if (this.afterEnd?.signal.aborted === true) this.start();
      });
  }

  opened(): Promise<VideoSourceInfo> {
    return this.opening.promise;
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
    this.setState('idle');
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { clock, timeDelayMs } = this.parts;
    const timeline = new PacedTimeline();
    await clock.sleep(timeDelayMs, signal);
    let wantedAgain = true;
    while (wantedAgain && !signal.aborted) {
      await this.playToEnd(timeline, signal);
      this.opening.fail(
        this.lastFailure ?? new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.source.label }),
      );
      wantedAgain = await this.finish(signal);
      if (wantedAgain) this.prepareToStart();
    }
  }

  private prepareToStart(): void {
    this.afterEnd = undefined;
    this.opening = new Opening();
    this.lastFailure = undefined;
    this.setState('starting');
  }

  /** Plays the source as often as it loops or comes back. */
  private async playToEnd(timeline: PacedTimeline, signal: AbortSignal): Promise<void> {
    const backoff = new ReconnectBackoff(this.parts.random);
    let slateAfterMs = SLATE_AFTER_MS;
    while (!signal.aborted) {
      const framesShown = await this.playOnce(timeline, slateAfterMs, signal);
      if (signal.aborted) return;
      const canLoop = this.parts.loop && framesShown > 0 && this.lastFailure === undefined;
      if (canLoop) continue;
      if (!this.mayComeBack()) return;
      if (framesShown > 0) backoff.reset();
      await this.waitToReconnect(backoff.nextDelayMs(), signal);
      slateAfterMs = 0;
    }
  }

  /**
   * @param slateAfterMs when to show that the source is away, while it opens
   * @returns how many pictures it had
   */
  private async playOnce(
    timeline: PacedTimeline,
    slateAfterMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { source } = this;
    const { clock, stallTimeoutMs } = this.parts;
    const opened = new AbortController();
    let framesShown = 0;
    const onOpened = (info: VideoSourceInfo) => {
      opened.abort();
      this.lastInfo = info;
      this.lastFailure = undefined;
      this.opening.succeed(info);
    };
    const onFrame = (frame: VideoFrame) => {
      framesShown++;
      this.setState('live');
      this.shown.next(frame);
    };
    const onEncodedFrame = (frame: EncodedFrame) => {
      framesShown++;
      this.setState('live');
      this.handedOn.next(frame);
    };
    const slate = this.showSlateFor(slateAfterMs, AbortSignal.any([signal, opened.signal]));
    try {
      await playSource(
        { source, clock, timeline, stallTimeoutMs, onOpened, onFrame, onEncodedFrame },
        signal,
      );
    } catch (error) {
      if (!signal.aborted) this.note(error);
    } finally {
      opened.abort();
      await slate;
    }
    return framesShown;
  }

  /** For those who watch while the source opens. */
  private async showSlateFor(afterMs: number, signal: AbortSignal): Promise<void> {
    if (!this.parts.enableInfiniteFrames) return;
    await this.parts.clock.sleep(afterMs, signal);
    if (signal.aborted) return;
    await this.showSlate('No Input', Number.POSITIVE_INFINITY, signal).catch((error: unknown) =>
      this.note(error),
    );
  }

  private mayComeBack(): boolean {
    const { reconnects } = this.source;
    return reconnects === 'after-failure' ? this.lastFailure !== undefined : reconnects === true;
  }

  private async waitToReconnect(delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock, logger, enableInfiniteFrames } = this.parts;
    this.setState('reconnecting');
    logger.warn(`"${this.source.label}" is away; opening it again in ${(delayMs / 1000).toFixed(1)} s.`);
    if (enableInfiniteFrames) await this.showSlate('No Input', delayMs, signal);
    else await clock.sleep(delayMs, signal);
  }

  /**
   * Shows what there is to show after the end.
   *
   * @returns whether somebody came meanwhile for whom the source is to start anew
   */
  private async finish(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const afterEnd = new AbortController();
    this.afterEnd = afterEnd;
    const shown = AbortSignal.any([signal, afterEnd.signal]);
    if (this.parts.enableInfiniteFrames) {
      this.setState('ended');
      await this.showSlate('No Input', Number.POSITIVE_INFINITY, shown);
    } else if (this.lastInfo !== undefined) await this.showSlate('The End', THE_END_MS, shown);
    if (!shown.aborted) this.setState('ended');
    return afterEnd.signal.aborted;
  }

  private async showSlate(text: SlateText, durationMs: number, signal: AbortSignal): Promise<void> {
    const { clock, paintSlate } = this.parts;
    const onFrame = (frame: VideoFrame) => {
      this.slateOnShow = true;
      this.shown.next(frame);
      this.slateOnShow = false;
    };
    await playSlate(
      { paintSlate, text, size: this.lastInfo ?? UNKNOWN_SIZE, durationMs, clock, onFrame },
      signal,
    );
  }

  private note(error: unknown): void {
    this.lastFailure = error;
    this.parts.logger.error(error instanceof Error ? error.message : String(error));
  }

  /** Nothing a source or a painter throws may end the process. */
  private fail(error: unknown): void {
    this.note(error);
    this.opening.fail(error);
    this.setState('ended');
  }

  private setState(state: StreamState): void {
    if (this.states.value !== state) this.states.next(state);
  }
}
