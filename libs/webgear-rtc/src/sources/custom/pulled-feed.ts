import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { FrameInput } from '../../media/frame-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { PacedTimeline } from '../playback/paced-timeline.js';
import type { AudioInputs } from '../audio/custom-audio.js';
import type { FrameFeed } from './custom-video-source.js';
import { frameTimeUs, noteMetadata, type OnFrameMetadata } from './frame-time.js';
import { raceAbort } from '../playback/deferred.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSource } from '../../options/custom-stream.js';

/** Settings of a pulled feed. */
export interface PulledFeedParts {
  readonly source: FrameSource;
  readonly reader: Pick<FrameInputReader, 'needsDecoding' | 'share' | 'decode' | 'release'>;
  readonly clock: CaptureClock;
  /** How often to read a source whose frames have no capture times, per second. */
  readonly framerate: number;
  /** Whether to stop the source on close; not for one that cannot be started again. */
  readonly stopAtClose: boolean;
  readonly openAudio?: (() => AudioInputs) | undefined;
  readonly onMetadata?: OnFrameMetadata | undefined;
}

/** Pulls frames from a source, at the pace of a clock or of their capture times. */
export class PulledFeed implements FrameFeed {
  private readonly abort = new AbortController();
  private readonly askingTimes = new PacedTimeline();
  private readonly frameTimes = new PacedTimeline();
  private readonly intervalUs: number;
  private asked = 0;
  private framesHaveTimes = false;
  /** See {@link FrameFeed.frameOffsetUs}. */
  frameOffsetUs: number | undefined;
  private pending: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: PulledFeedParts) {
    this.intervalUs = 1_000_000 / parts.framerate;
  }

  get openAudio(): (() => AudioInputs) | undefined {
    return this.parts.openAudio;
  }

  async start(): Promise<void> {
    await raceAbort(Promise.resolve(this.parts.source.start?.()), this.abort.signal);
  }

  next(): Promise<VideoFrame | undefined> {
    const next = this.readFrame();
    this.pending = next.catch(() => undefined);
    return next;
  }

  /** A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.abort.abort();
    await this.pending;
    if (this.parts.stopAtClose) await stopSource(this.parts.source, this.parts.clock);
  }

  private async readFrame(): Promise<VideoFrame | undefined> {
    const { clock, reader } = this.parts;
    const { signal } = this.abort;
    if (!this.framesHaveTimes) await this.waitForTurn();
    if (signal.aborted) return undefined;
    const input = await this.readUnlessClosed();
    if (input === undefined || input === null) return undefined;
    try {
      const nowUs = clock.nowUs();
      const timeUs = frameTimeUs(input);
      this.framesHaveTimes = timeUs !== undefined;
      const dueUs = timeUs === undefined ? nowUs : this.frameTimes.dueUs(timeUs, nowUs, this.intervalUs);
      this.frameOffsetUs = timeUs === undefined ? undefined : dueUs - timeUs;
      const frame = reader.needsDecoding(input)
        ? await reader.decode(input, dueUs)
        : reader.share(input, dueUs);
      // Before the wait, since the source may reuse the frame's memory.
      if (timeUs !== undefined) await clock.sleep(Math.max(0, (dueUs - clock.nowUs()) / 1000), signal);
      noteMetadata(input, dueUs, this.parts.onMetadata);
      return frame;
    } finally {
      reader.release(input);
    }
  }

  private async waitForTurn(): Promise<void> {
    const { clock } = this.parts;
    const nowUs = clock.nowUs();
    const dueUs = this.askingTimes.dueUs(this.asked++ * this.intervalUs, nowUs, this.intervalUs);
    // Yields even if the frame is due: a source that is always ready must not block the event loop.
    await clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), this.abort.signal);
  }

  private async readUnlessClosed(): Promise<FrameInput | null | undefined> {
    const reading = Promise.resolve(this.parts.source.read());
    const input = await raceAbort(reading, this.abort.signal);
    if (this.abort.signal.aborted) {
      // It may still arrive, and has no owner then.
      reading.then((late) => this.parts.reader.release(late)).catch(() => undefined);
      return undefined;
    }
    if (input === undefined) {
      throw new WebGearRtcError('WGR_FRAME_INVALID', { received: 'undefined; return null at the end' });
    }
    return input;
  }
}

/** How long a source may take to stop: shutdown must not wait for it any longer. */
const STOP_TIMEOUT_MS = 1000;

/** Stops a source, and rejects with its error; resolves when it exceeds the time limit. */
export async function stopSource(source: FrameSource, clock: CaptureClock): Promise<void> {
  const stopped = new AbortController();
  const stopping = callStop(source).finally(() => stopped.abort());
  await Promise.race([stopping, clock.sleep(STOP_TIMEOUT_MS, stopped.signal)]);
}

/** Turns an exception of `stop` into a rejection. */
async function callStop(source: FrameSource): Promise<void> {
  await source.stop?.();
}
