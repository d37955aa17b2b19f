import { Observable, Subject } from 'rxjs';
import { messageOf } from '../../errors/throttled-error-log.js';
import { audioDurationUs, type AudioFrame, type EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoSourceInfo } from '../video-source.interface.js';
import { AudioTimeline } from './audio-timeline.js';
import { raceAbort } from './deferred.js';
import type { InterruptibleSource } from './interruptible-source.js';
import type { PacedTimeline } from './paced-timeline.js';

/** How often to ask whether the first frame, or the first after a jump, has been placed, in milliseconds. */
const WAIT_MS = 10;

/** Longest sleep until sound is due, in milliseconds: the frames may jump or be delayed meanwhile. */
const MAX_SLEEP_MS = 200;

/** A timer may end that much early. */
const TIMER_SLACK_US = 1000;

/** Plays the sound of a source beside its frames, while there are listeners. A fault of it never concerns the frames. */
export class AudioPlayback {
  /** Hot. The sound, at the time when it is due. */
  readonly audio$: Observable<AudioFrame | EncodedAudioFrame>;
  private readonly sound = new Subject<AudioFrame | EncodedAudioFrame>();
  private listeners = 0;
  private demand = new AbortController();
  private lastWarning = '';

  /** @param warn receives one line per fault */
  constructor(
    private readonly source: InterruptibleSource,
    private readonly clock: CaptureClock,
    private readonly warn: (line: string) => void,
  ) {
    this.audio$ = new Observable((subscriber) => {
      const subscription = this.sound.subscribe(subscriber);
      if (this.listeners++ === 0) this.changeDemand();
      subscription.add(() => {
        if (--this.listeners === 0) this.changeDemand();
      });
      return subscription;
    });
  }

  /**
   * Plays the sound of one run of the source, until it ends or the signal aborts. Never rejects.
   *
   * @param timeline that of the frames, which paces the sound unless the source is live
   */
  async play(info: VideoSourceInfo, timeline: PacedTimeline, signal: AbortSignal): Promise<void> {
    if (info.audio === undefined) return;
    const ended = AbortSignal.any([signal, this.source.abandoned]);
    while (!ended.aborted) {
      const { demand } = this;
      const wanted = AbortSignal.any([ended, demand.signal]);
      if (this.listeners === 0) await aborted(wanted);
      else {
        try {
          await this.playWhile(
            wanted,
            info.live || this.source.isAudioLive ? undefined : new AudioTimeline(timeline),
          );
        } catch (error) {
          if (!wanted.aborted) this.report(error);
        }
        // Sound that has failed or ended is tried again for the next listener after a time without any.
        if (!wanted.aborted) await aborted(wanted);
      }
    }
  }

  private async playWhile(wanted: AbortSignal, timeline: AudioTimeline | undefined): Promise<void> {
    const frames = this.source.audioFrames(wanted)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await raceAbort(frames.next(), wanted);
        if (next === undefined || next.done === true) return;
        await this.playFrame(next.value, timeline, wanted);
        if (wanted.aborted) return;
      }
    } finally {
      // Not awaited: a read that hangs would keep the source from closing.
      frames.return?.().catch(() => undefined);
    }
  }

  private async playFrame(
    frame: AudioFrame | EncodedAudioFrame,
    timeline: AudioTimeline | undefined,
    wanted: AbortSignal,
  ): Promise<void> {
    if (timeline === undefined) return this.sound.next(frame);
    const durationUs = audioDurationUs(frame);
    for (;;) {
      const nowUs = this.clock.nowUs();
      const placed = timeline.place(frame.captureTimeUs, durationUs, nowUs);
      if (placed === 'drop') return;
      const waitMs = placed === 'wait' ? WAIT_MS : (placed - nowUs) / 1000;
      if (placed !== 'wait' && placed - nowUs < TIMER_SLACK_US) {
        timeline.emitted(placed, durationUs);
        return this.sound.next({ ...frame, captureTimeUs: Math.round(placed) });
      }
      await this.clock.sleep(Math.min(waitMs, MAX_SLEEP_MS), wanted);
      if (wanted.aborted) return;
    }
  }

  /** Has {@link play} look again at whether there are listeners. */
  private changeDemand(): void {
    const { demand } = this;
    this.demand = new AbortController();
    demand.abort();
  }

  private report(error: unknown): void {
    const message = messageOf(error);
    // Reconnecting fails in the same way.
    if (message === this.lastWarning) return;
    this.lastWarning = message;
    this.warn(`The sound of "${this.source.label}" has failed, and is left out: ${message}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
