import type { CaptureClock } from '../../media/capture-clock.js';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { PacedTimeline } from './paced-timeline.js';
import { AbortRace } from './deferred.js';
import type { InterruptibleSource } from './interruptible-source.js';
import { StallWatchdog } from './stall-watchdog.js';
import type { VideoSourceInfo } from '../video-source.interface.js';

/** Settings of one run of a source. */
export interface SourceRun {
  readonly source: InterruptibleSource;
  readonly clock: CaptureClock;
  /** Shared by all runs, so that a loop neither pauses nor goes back in time. */
  readonly timeline: PacedTimeline;
  /** How long to wait between two frames of a source that can reconnect, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Called when packets arrive, but none could be decoded for that long. */
  readonly onNoFrames?: () => void;
  readonly onOpened: (info: VideoSourceInfo) => void;
  /** Receives each frame when it is due, and owns it. */
  readonly onFrame: (frame: VideoFrame) => void;
  /** The same for frames that are passed through. */
  readonly onEncodedFrame: (frame: EncodedFrame) => void;
  /** Plays the sound beside the frames until the signal aborts. Must not reject. */
  readonly playAudio?: (info: VideoSourceInfo, signal: AbortSignal) => Promise<void>;
}

/**
 * Opens a source, emits its frames when they are due and closes it.
 *
 * Resolves at its end or when the signal aborts; rejects with the error of the source.
 */
export async function playSource(run: SourceRun, signal: AbortSignal): Promise<void> {
  const { source } = run;
  // A read may block while a camera is silent; only closing the source ends it.
  const interrupt = () => void source.close().catch(() => undefined);
  signal.addEventListener('abort', interrupt, { once: true });
  const ended = new AbortController();
  let audio: Promise<void> | undefined;
  try {
    if (signal.aborted) return;
    const info = await source.open(signal);
    if (signal.aborted) return;
    run.onOpened(info);
    run.timeline.restart(source.timestampsMayJump);
    // Before the first frame is read: the demuxer has read the beginning of the sound with it.
    audio = run.playAudio?.(info, ended.signal);
    for await (const captured of capturedFrames(run, info)) {
      if (isEncoded(captured)) await playEncodedFrame(run, info, captured, signal);
      else await playFrame(run, info, captured, signal);
      if (signal.aborted) return;
    }
    if (!info.live) await untilShown(run, info, signal);
  } finally {
    signal.removeEventListener('abort', interrupt);
    ended.abort();
    await source.close();
    await audio;
  }
}

/**
 * The frames of an open source in order, encoded where it is read so, each owned by the caller. A source that can reconnect
 * fails when it falls silent; one that cannot has no time limit, since a pause is better than an end.
 *
 * @throws WebGearRtcError `WGR_SOURCE_STALLED`, and whatever the source throws
 */
export async function* capturedFrames(
  {
    source,
    clock,
    stallTimeoutMs,
    onNoFrames,
  }: Pick<SourceRun, 'source' | 'clock' | 'stallTimeoutMs' | 'onNoFrames'>,
  { framerate, passthrough }: VideoSourceInfo,
): AsyncGenerator<EncodedFrame | VideoFrame> {
  const isReadEncoded = passthrough !== undefined || source.isReadEncoded;
  const captured = isReadEncoded ? source.encodedFrames() : source.frames();
  const frames: AsyncIterator<EncodedFrame | VideoFrame> = captured[Symbol.asyncIterator]();
  const watch = { source, clock, stallTimeoutMs, frameIntervalMs: 1000 / framerate, onNoFrames };
  const watchdog = source.reconnects === false ? undefined : new StallWatchdog(watch);
  const abandonment = new AbortRace(source.abandoned);
  let hangs = false;
  try {
    for (;;) {
      watchdog?.begin();
      const reading = frames.next();
      let next: IteratorResult<EncodedFrame | VideoFrame> | undefined;
      try {
        next = await abandonment.run(reading);
      } catch (error) {
        throw watchdog?.stall ?? error;
      } finally {
        watchdog?.end();
      }
      hangs = next === undefined;
      const isUnwanted = hangs || watchdog?.stall !== undefined;
      // A read that hangs may return later, with a frame to discard.
      if (isUnwanted) reading.then(discard, () => undefined);
      if (watchdog?.stall !== undefined) throw watchdog.stall;
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    watchdog?.close();
    abandonment.close();
    // `return()` of a hanging generator would hang as well.
    if (!hangs) await frames.return?.();
  }
}

function discard(late: IteratorResult<EncodedFrame | VideoFrame>): void {
  if (late.done !== true && !isEncoded(late.value)) late.value.close();
}

async function playFrame(
  run: SourceRun,
  info: VideoSourceInfo,
  frame: VideoFrame,
  signal: AbortSignal,
): Promise<void> {
  if (info.live) return run.onFrame(frame);
  try {
    const dueUs = await untilDue(run, info, frame.captureTimeUs, signal);
    if (signal.aborted) return;
    run.onFrame(frame.clone(dueUs));
  } finally {
    frame.close();
  }
}

async function playEncodedFrame(
  run: SourceRun,
  info: VideoSourceInfo,
  frame: EncodedFrame,
  signal: AbortSignal,
): Promise<void> {
  const { captureTimeUs: capturedUs } = frame;
  const captureTimeUs = info.live ? capturedUs : await untilDue(run, info, capturedUs, signal);
  if (!signal.aborted) run.onEncodedFrame({ ...frame, captureTimeUs });
}

/**
 * Shows the last frame for a full interval: a film with one frame every five seconds ends five seconds after its
 * last.
 */
async function untilShown(
  { clock, timeline }: SourceRun,
  { framerate }: VideoSourceInfo,
  signal: AbortSignal,
): Promise<void> {
  const leftMs = (timeline.endUs(1_000_000 / framerate) - clock.nowUs()) / 1000;
  if (leftMs > 0) await clock.sleep(leftMs, signal);
}

/** @returns when the frame was due; resolves then */
async function untilDue(
  run: SourceRun,
  { framerate }: VideoSourceInfo,
  mediaTimeUs: number,
  signal: AbortSignal,
): Promise<number> {
  const nowUs = run.clock.nowUs();
  const dueUs = run.timeline.dueUs(mediaTimeUs, nowUs, 1_000_000 / framerate);
  // Yields even if the frame is due: a source that is always ready must not block the event loop.
  await run.clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), signal);
  return dueUs;
}
