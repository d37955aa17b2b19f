import { Observable, type Subscriber } from 'rxjs';
import { pasteFrame } from '../../ffmpeg/pixels/paste-frame.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { FrameObservable } from '../../options/custom-stream.js';
import { PacedTimeline } from '../playback/paced-timeline.js';
import { GridCell } from './grid-cell.js';
import type { GridLayout } from './grid-layout.js';

/** Black, in limited range. */
const EMPTY = { luma: 16, blue: 128, red: 128 };

/** Input of a composition. */
export interface CompositionParts {
  readonly layout: GridLayout;
  /** Opens the frames of each cell, whenever the composition is subscribed to. */
  readonly open: readonly (() => FrameObservable)[];
  readonly clock: CaptureClock;
  /** Receives the error of a part that fails; its cell stays empty, the others continue. */
  readonly onError: (error: unknown) => void;
}

/** The newest frames of all parts in one frame, at a constant rate. Parts are open while there are subscribers. */
export function composedFrames(parts: CompositionParts): Observable<VideoFrame> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    play(parts, subscriber, abort.signal).catch((error: unknown) => subscriber.error(error));
    return () => abort.abort();
  });
}

async function play(
  { layout, open, clock, onError }: CompositionParts,
  subscriber: Subscriber<VideoFrame>,
  signal: AbortSignal,
): Promise<void> {
  const cells: GridCell[] = [];
  const timeline = new PacedTimeline();
  const intervalUs = 1_000_000 / layout.framerate;
  try {
    for (const [index, area] of layout.cells.entries()) {
      const inputs$ = open[index]?.();
      if (inputs$ !== undefined) cells.push(new GridCell(inputs$, area, clock, onError));
    }
    for (let shown = 0; !signal.aborted; shown++) {
      const nowUs = clock.nowUs();
      const dueUs = timeline.dueUs(shown * intervalUs, nowUs, intervalUs);
      await clock.sleep(Math.max(0, (dueUs - nowUs) / 1000), signal);
      if (signal.aborted) return;
      using whole = await compose(layout, cells, clock.nowUs());
      subscriber.next(whole);
    }
  } finally {
    await Promise.all(cells.map((cell) => cell.close()));
  }
}

function compose(
  { width, height }: GridLayout,
  cells: readonly GridCell[],
  captureTimeUs: number,
): Promise<VideoFrame> {
  return paintFrame(width, height, captureTimeUs, (luma, blue, red) => {
    luma.data.fill(EMPTY.luma);
    blue.data.fill(EMPTY.blue);
    red.data.fill(EMPTY.red);
    for (const { shown } of cells) {
      if (shown === undefined) continue;
      pasteFrame([luma, blue, red], shown.frame, shown.area.left, shown.area.top);
    }
  });
}
