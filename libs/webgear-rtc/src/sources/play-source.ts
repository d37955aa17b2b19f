import type { CaptureClock } from '../frames/capture-clock.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { PacedTimeline } from './paced-timeline.js';
import { framesUnlessStalled } from './stall-watchdog.js';
import type { VideoSource, VideoSourceInfo } from './video-source.interface.js';

/** One run through a source. */
export interface SourceRun {
  readonly source: VideoSource;
  readonly clock: CaptureClock;
  /** Goes on from run to run, so that a loop neither stutters nor goes back in time. */
  readonly timeline: PacedTimeline;
  /** How long a source that may come back is waited for between two pictures, in milliseconds. */
  readonly stallTimeoutMs: number;
  readonly onOpened: (info: VideoSourceInfo) => void;
  /** Gets each picture when it is due, on loan. */
  readonly onFrame: (frame: VideoFrame) => void;
}

/**
 * Opens a source, shows its pictures when they are due and closes it again.
 *
 * Resolves at its end or when the signal aborts; rejects with what the source rejects with.
 */
export async function playSource(run: SourceRun, signal: AbortSignal): Promise<void> {
  const { source } = run;
  // Reading may block for as long as a camera is silent: only closing the source brings it back.
  const interrupt = () => void source.close().catch(() => undefined);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    if (signal.aborted) return;
    const info = await source.open(signal);
    if (signal.aborted) return;
    run.onOpened(info);
    run.timeline.restart();
    for await (const frame of framesOf(run)) {
      try {
        if (info.live) run.onFrame(frame);
        else await showWhenDue(run, frame, 1_000_000 / info.framerate, signal);
      } finally {
        frame.close();
      }
      if (signal.aborted) return;
    }
  } finally {
    signal.removeEventListener('abort', interrupt);
    await source.close();
  }
}

/** A source that is not opened again is waited for: a pause of its own is better than an end. */
function framesOf({ source, stallTimeoutMs, clock }: SourceRun): AsyncIterable<VideoFrame> {
  const comesBack = source.reconnects !== undefined && source.reconnects !== false;
  return comesBack ? framesUnlessStalled(source, stallTimeoutMs, clock) : source.frames();
}

async function showWhenDue(
  run: SourceRun,
  frame: VideoFrame,
  frameIntervalUs: number,
  signal: AbortSignal,
): Promise<void> {
  const nowUs = run.clock.nowUs();
  const dueUs = run.timeline.dueUs(frame.captureTimeUs, nowUs, frameIntervalUs);
  // Also when there is nothing to wait for: a source that is always ready must not keep the process from its other work.
  await run.clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), signal);
  if (signal.aborted) return;
  using due = frame.clone(dueUs);
  run.onFrame(due);
}
