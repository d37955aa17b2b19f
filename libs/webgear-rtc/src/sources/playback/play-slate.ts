import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize } from '../../media/frame-size.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** The slate stands still: ten a second let a viewer who joins see it at once and cost next to nothing. */
const SLATE_INTERVAL_MS = 100;

/** What to show for how long. */
export interface SlateRun {
  readonly paintSlate: SlatePainter;
  readonly text: SlateText;
  readonly size: FrameSize;
  /** How long to show it; until the signal aborts when infinite. */
  readonly durationMs: number;
  readonly clock: CaptureClock;
  /** Gets each frame on loan. */
  readonly onFrame: (frame: VideoFrame) => void;
}

/** Shows a slate again and again until its time is over or the signal aborts. */
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

/** What a slate can say. */
export type SlateText = 'No Input' | 'The End';

/** Makes the frame shown when the source has none, owned by the caller. */
export type SlatePainter = (text: SlateText, size: FrameSize, captureTimeUs: number) => Promise<VideoFrame>;
