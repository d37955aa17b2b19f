import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { messageOf } from '../../errors/throttled-error-log.js';
import {
  isEncodedAudio,
  type AudioFormat,
  type AudioFrame,
  type EncodedAudioFrame,
} from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { PacedTimeline } from '../playback/paced-timeline.js';
import { ReconnectBackoff } from '../playback/reconnect-backoff.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';
import type { AudioSource, AudioSourceChoice } from './audio-source.interface.js';

/** What a source and its sound need. */
export interface WithAudioParts {
  readonly sound: AudioSourceChoice;
  readonly clock: CaptureClock;
  /** Receives one warning when the sound fails, and a line when it is back. */
  readonly logger: Pick<StreamLogger, 'warn' | 'log'>;
  readonly backoff?: ReconnectBackoff;
}

/** Sound whose format is not known yet. */
const UNKNOWN_FORMAT: AudioFormat = { sampleRateHz: 48_000, channels: 2 };

/**
 * A video source whose sound comes from another source.
 *
 * The sound is opened while there are listeners, reconnects by itself, and never fails the frames. A recording is paced by the
 * clock, and starts again at its end.
 */
export class WithAudio implements VideoSource {
  /** The sound has capture times of the clock, whatever the frames have. */
  readonly isAudioLive = true;
  private format = UNKNOWN_FORMAT;
  private closed = new AbortController();
  private current: AudioSource | undefined;
  private lastWarning: string | undefined;
  private readonly backoff: ReconnectBackoff;

  constructor(
    private readonly video: VideoSource,
    private readonly parts: WithAudioParts,
  ) {
    this.backoff = parts.backoff ?? new ReconnectBackoff();
  }

  get label(): string {
    return this.video.label;
  }

  get reconnects(): boolean | 'after-failure' {
    return this.video.reconnects ?? false;
  }

  get isReadEncoded(): boolean {
    return this.video.isReadEncoded ?? false;
  }

  get packetsRead(): number {
    return this.video.packetsRead ?? 0;
  }

  get hasPublisher(): boolean | undefined {
    return this.video.hasPublisher;
  }

  get timestampsMayJump(): boolean {
    return this.video.timestampsMayJump ?? false;
  }

  async open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.closed = new AbortController();
    const info = await this.video.open(signal);
    return { ...info, audio: this.format };
  }

  frames(): AsyncIterable<VideoFrame> {
    return this.video.frames();
  }

  encodedFrames(): AsyncIterable<EncodedFrame | VideoFrame> {
    return this.video.encodedFrames?.() ?? (async function* () {})();
  }

  /** Until the signal aborts: sound that fails or ends is opened again. */
  async *audioFrames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { clock } = this.parts;
    const wanted = AbortSignal.any([signal, this.closed.signal]);
    const timeline = new PacedTimeline();
    while (!wanted.aborted) {
      let isEmpty = true;
      let isLive = false;
      try {
        const { source, live } = await this.opened(wanted);
        isLive = live;
        timeline.restart();
        for await (const frame of source.audioFrames(wanted)) {
          if (isEmpty) this.recovered();
          isEmpty = false;
          yield live ? frame : await this.paced(frame, timeline, wanted);
          if (wanted.aborted) return;
        }
      } catch (error) {
        if (!wanted.aborted) this.report(error);
        isLive = true;
      } finally {
        await this.current?.close();
      }
      // A recording starts again at once, unless there is nothing in it.
      if (isLive || isEmpty) await clock.sleep(this.backoff.nextDelayMs(), wanted);
    }
  }

  async close(): Promise<void> {
    this.closed.abort();
    await Promise.all([this.video.close(), this.current?.close()]);
  }

  private async opened(signal: AbortSignal): Promise<{ source: AudioSource; live: boolean }> {
    let first: unknown;
    for (const make of this.parts.sound.readers) {
      const source = make();
      this.current = source;
      try {
        const { live, ...format } = await source.open(signal);
        this.format = format;
        return { source, live };
      } catch (error) {
        await source.close();
        first ??= error;
        if (signal.aborted) break;
      }
    }
    throw first;
  }

  private async paced(
    frame: AudioFrame | EncodedAudioFrame,
    timeline: PacedTimeline,
    signal: AbortSignal,
  ): Promise<AudioFrame | EncodedAudioFrame> {
    const { clock } = this.parts;
    const nowUs = clock.nowUs();
    const captureTimeUs = timeline.dueUs(frame.captureTimeUs, nowUs, durationOf(frame));
    if (captureTimeUs > nowUs) await clock.sleep((captureTimeUs - nowUs) / 1000, signal);
    return { ...frame, captureTimeUs };
  }

  private report(error: unknown): void {
    const message = messageOf(error);
    if (message === this.lastWarning) return;
    this.lastWarning = message;
    this.parts.logger.warn(`No sound for "${this.label}": ${message} Trying again.`);
  }

  private recovered(): void {
    this.backoff.reset();
    if (this.lastWarning === undefined) return;
    this.lastWarning = undefined;
    this.parts.logger.log(`The sound of "${this.label}" is back, from "${this.parts.sound.label}".`);
  }
}

function durationOf(frame: AudioFrame | EncodedAudioFrame): number {
  if (isEncodedAudio(frame)) return frame.durationUs;
  return (frame.samples.length / frame.channels / frame.sampleRateHz) * 1_000_000;
}
