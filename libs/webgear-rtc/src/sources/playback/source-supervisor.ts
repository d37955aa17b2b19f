import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { type SlateText, playSlate } from './play-slate.js';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { StreamState } from '../../media/stream-stats.js';
import type { FrameCapture } from './frame-capture.interface.js';
import { InterruptibleSource } from './interruptible-source.js';
import { Deferred } from './deferred.js';
import { maxFilePauseUs, PacedTimeline } from './paced-timeline.js';
import { AudioPlayback } from './play-audio.js';
import { playSource } from './play-source.js';
import { ReconnectBackoff } from './reconnect-backoff.js';
import { SourceLog } from './source-log.js';
import type { SourceSupervisorParts } from './source-supervisor-parts.js';
import { StallTimeout } from './stall-watchdog.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** Long enough that packet loss or a coarse first frame does not hide it from viewers. */
const THE_END_MS = 1000;

/** A source that takes longer for its first frame is shown as disconnected. */
const SLATE_AFTER_MS = 2000;

/** Slate size for a source that has never opened. */
const UNKNOWN_SIZE = { width: 1280, height: 720 };

/** Runs one source: start, stop, pacing, loop, reconnecting, and slates in between. */
export class SourceSupervisor implements FrameCapture {
  readonly failures$ = new Subject<unknown>();
  private readonly states = new BehaviorSubject<StreamState>('idle');
  private readonly shown = new Subject<VideoFrame>();
  private readonly encodedFrames = new Subject<EncodedFrame>();
  private readonly source: InterruptibleSource;
  private readonly audio: AudioPlayback;
  private abort = new AbortController();
  /** Set after the end of the source; aborting it restarts the source. */
  private afterEnd: AbortController | undefined;
  private opening = new Deferred();
  private running: Promise<void> | undefined;
  private lastInfo: VideoSourceInfo | undefined;
  private lastFailure: unknown;
  private slateOnShow = false;
  private kept: VideoFrame | undefined;
  private readonly stallTimeout: StallTimeout;
  private readonly log: SourceLog;

  constructor(private readonly parts: SourceSupervisorParts) {
    this.log = new SourceLog(parts.logger, parts.streamName);
    this.source = new InterruptibleSource(parts.source, parts.clock);
    this.stallTimeout = new StallTimeout(parts.stallTimeoutMs);
    this.audio = new AudioPlayback(this.source, parts.clock, (line) => this.log.warn(line));
  }

  get state$(): Observable<StreamState> {
    return this.states.asObservable();
  }

  get frames$(): Observable<VideoFrame> {
    return this.shown.asObservable();
  }

  get encodedFrames$(): Observable<EncodedFrame> {
    return this.encodedFrames.asObservable();
  }

  get audio$(): Observable<AudioFrame | EncodedAudioFrame> {
    return this.audio.audio$;
  }

  get info(): VideoSourceInfo | undefined {
    return this.lastInfo;
  }

  get hasPublisher(): boolean | undefined {
    return this.source.hasPublisher;
  }

  get lastFrame(): VideoFrame | undefined {
    return this.kept;
  }

  get showsSlate(): boolean {
    return this.slateOnShow;
  }

  get requestKeyFrame(): (() => void) | undefined {
    return this.source.requestKeyFrame;
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
        // A viewer may have joined at the moment of the end.
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
    const timeline = new PacedTimeline(maxFilePauseUs);
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
    this.opening = new Deferred();
    this.lastFailure = undefined;
    this.setState('starting');
  }

  /** Plays the source until it neither loops nor reconnects. */
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

  /** @param slateAfterMs when to show the slate while the source opens @returns number of frames */
  private async playOnce(
    timeline: PacedTimeline,
    slateAfterMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { source } = this;
    const { clock } = this.parts;
    const begun = new AbortController();
    let framesShown = 0;
    const onOpened = (info: VideoSourceInfo) => {
      this.lastInfo = info;
      this.lastFailure = undefined;
      this.opening.succeed(info);
    };
    const onFrame = (frame: VideoFrame) => {
      if (framesShown++ === 0) begun.abort();
      this.keep(frame);
      this.setState('live');
      this.shown.next(frame);
    };
    const onEncodedFrame = (frame: EncodedFrame) => {
      if (framesShown++ === 0) begun.abort();
      this.setState('live');
      this.encodedFrames.next(frame);
    };
    const slate = this.showSlateFor(slateAfterMs, AbortSignal.any([signal, begun.signal]));
    try {
      await playSource(
        {
          source,
          clock,
          timeline,
          stallTimeoutMs: this.stallTimeout.ms,
          onNoFrames: () =>
            this.log.warn(`"${source.label}" sends data, but no key frame yet; waiting for one.`),
          onOpened,
          onFrame,
          onEncodedFrame,
          playAudio: (info, ended) => this.audio.play(info, timeline, ended),
        },
        signal,
      );
    } catch (error) {
      if (!signal.aborted) this.note(error);
      this.stallTimeout.adjust(error, framesShown);
    } finally {
      begun.abort();
      await slate;
    }
    return framesShown;
  }

  /** For viewers who wait while the source opens. */
  private async showSlateFor(afterMs: number, signal: AbortSignal): Promise<void> {
    if (!this.parts.enableInfiniteFrames) return;
    await this.parts.clock.sleep(afterMs, signal);
    if (signal.aborted) return;
    await this.showSlate('No Input', Number.POSITIVE_INFINITY, signal);
  }

  private mayComeBack(): boolean {
    const { reconnects } = this.source;
    return reconnects === 'after-failure' ? this.lastFailure !== undefined : reconnects === true;
  }

  private async waitToReconnect(delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock, enableInfiniteFrames } = this.parts;
    this.setState('reconnecting');
    this.log.warn(
      `Source "${this.source.label}" disconnected; reconnecting in ${(delayMs / 1000).toFixed(1)} s.`,
    );
    const openAtUs = clock.nowUs() + delayMs * 1000;
    if (enableInfiniteFrames) await this.showSlate('No Input', delayMs, signal);
    const leftMs = (openAtUs - clock.nowUs()) / 1000;
    if (leftMs > 0) await clock.sleep(leftMs, signal);
  }

  /**
   * Shows the slates that follow the end.
   *
   * @returns whether to restart the source for a new viewer
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

  /** A slate that cannot be drawn is skipped: playback does not depend on it. */
  private async showSlate(text: SlateText, durationMs: number, signal: AbortSignal): Promise<void> {
    const { clock, paintSlate } = this.parts;
    const { lastInfo: known } = this;
    // A stream that was joined within a GOP reports no size when opened.
    const size = known !== undefined && known.width > 0 && known.height > 0 ? known : UNKNOWN_SIZE;
    const onFrame = (frame: VideoFrame) => {
      this.slateOnShow = true;
      this.shown.next(frame);
      this.slateOnShow = false;
    };
    try {
      await playSlate({ paintSlate, text, size, durationMs, clock, onFrame }, signal);
    } catch (error) {
      this.log.error(error);
    }
  }

  private keep(frame: VideoFrame): void {
    this.kept?.close();
    this.kept = frame;
    const { lastInfo } = this;
    if (lastInfo !== undefined && lastInfo.width === 0) {
      this.lastInfo = { ...lastInfo, width: frame.width, height: frame.height };
    }
  }

  private note(error: unknown): void {
    this.lastFailure = error;
    this.log.error(error);
    this.failures$.next(error);
  }

  /** Errors of a source or a slate painter must not end the process. */
  private fail(error: unknown): void {
    this.note(error);
    this.opening.fail(error);
    this.setState('ended');
  }

  private setState(state: StreamState): void {
    if (state !== 'live') {
      this.kept?.close();
      this.kept = undefined;
    }
    if (this.states.value !== state) this.states.next(state);
  }
}
