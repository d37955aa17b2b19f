import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';

/** Text of a slate. */
export type SlateText = 'No Input' | 'The End';

/** Draws the frame shown while a source has none; the caller owns it. */
export type SlatePainter = (text: SlateText, size: FrameSize, captureTimeUs: number) => Promise<VideoFrame>;

/** The slate is static: ten frames per second cost little and show it at once to a joining viewer. */
const SLATE_INTERVAL_MS = 100;

/** What to show, and for how long. */
export interface SlateRun {
  readonly paintSlate: SlatePainter;
  readonly text: SlateText;
  readonly size: FrameSize;
  /** How long to show it; infinite means until the signal aborts. */
  readonly durationMs: number;
  readonly clock: CaptureClock;
  /** Receives each frame, which is valid until it returns. */
  readonly onFrame: (frame: VideoFrame) => void;
}

/** Repeats a slate until its time is over or the signal aborts. */
export async function playSlate(run: SlateRun, signal: AbortSignal): Promise<void> {
  using slate = await run.paintSlate(run.text, run.size, 0);
  const endUs = run.clock.nowUs() + run.durationMs * 1000;
  for (let nowUs = run.clock.nowUs(); nowUs < endUs && !signal.aborted; nowUs = run.clock.nowUs()) {
    {
      using shown = slate.clone(nowUs);
      run.onFrame(shown);
    }
    await run.clock.sleep(Math.min(SLATE_INTERVAL_MS, (endUs - nowUs) / 1000), signal);
  }
}
