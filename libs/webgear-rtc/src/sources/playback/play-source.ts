import type { CaptureClock } from '../../media/capture-clock.js';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { PacedTimeline } from './paced-timeline.js';
import { withStallTimeout } from './stall-watchdog.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/** Settings of one run of a source. */
export interface SourceRun {
  readonly source: VideoSource;
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
  try {
    if (signal.aborted) return;
    const info = await source.open(signal);
    if (signal.aborted) return;
    run.onOpened(info);
    run.timeline.restart(source.timestampsMayJump);
    if (info.passthrough === undefined && source.isReadEncoded !== true) await playFrames(run, info, signal);
    else await playEncodedFrames(run, info, signal);
    if (!info.live) await untilShown(run, info, signal);
  } finally {
    signal.removeEventListener('abort', interrupt);
    await source.close();
  }
}

async function playFrames(run: SourceRun, info: VideoSourceInfo, signal: AbortSignal): Promise<void> {
  const discard = (late: VideoFrame): void => late.close();
  for await (const frame of watched(run, info, run.source.frames(), discard)) {
    await playFrame(run, info, frame, signal);
    if (signal.aborted) return;
  }
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

async function playEncodedFrames(run: SourceRun, info: VideoSourceInfo, signal: AbortSignal): Promise<void> {
  const frames = run.source.encodedFrames?.() ?? [];
  const discard = (late: EncodedFrame | VideoFrame): void => void (isEncoded(late) || late.close());
  for await (const frame of watched<EncodedFrame | VideoFrame>(run, info, frames, discard)) {
    if (isEncoded(frame)) {
      const captureTimeUs = info.live
        ? frame.captureTimeUs
        : await untilDue(run, info, frame.captureTimeUs, signal);
      if (signal.aborted) return;
      run.onEncodedFrame({ ...frame, captureTimeUs });
    } else await playFrame(run, info, frame, signal);
    if (signal.aborted) return;
  }
}

/** A source that cannot reconnect has no time limit: a pause is better than an end. */
function watched<Captured>(
  { source, stallTimeoutMs, clock, onNoFrames }: SourceRun,
  { framerate }: VideoSourceInfo,
  captured: AsyncIterable<Captured> | Iterable<Captured>,
  discard: (late: Captured) => void,
): AsyncIterable<Captured> | Iterable<Captured> {
  const comesBack = source.reconnects !== undefined && source.reconnects !== false;
  if (!comesBack || !(Symbol.asyncIterator in captured)) return captured;
  const frameIntervalMs = 1000 / framerate;
  return withStallTimeout({ source, captured, clock, stallTimeoutMs, frameIntervalMs, discard, onNoFrames });
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
