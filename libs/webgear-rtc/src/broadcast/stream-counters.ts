import type { FrameTimes } from '../media/histogram.js';
import type { StreamStats } from '../media/stream-stats.js';
import type { VideoSourceInfo } from '../sources/video-source.interface.js';
import type { LocalStreamEngineParts } from './local-stream-engine-parts.js';
import type { RenditionTotal } from './rendition-totals.js';

/** What is counted of a stream since it is there. Of what has ended as well, so that no counter goes back. */
export interface StreamTotals {
  /** How often the source was lost and had to be opened again. */
  readonly restarts: number;
  /** How old the newest frame of the source is, in seconds; `undefined` before the first. */
  readonly lastFrameAgeSeconds: number | undefined;
  /** Every rendition there ever was, of video and sound. */
  readonly renditions: readonly RenditionTotal[];
  /** How long its frames take; left out where that is not measured. */
  readonly times: FrameTimes | undefined;
}

/** The counters of a stream. */
export function totalsOf(
  { capture, clock, times, audio }: LocalStreamEngineParts,
  renditions: readonly RenditionTotal[],
): StreamTotals {
  const { restarts, newestFrameUs } = capture;
  return {
    restarts,
    lastFrameAgeSeconds:
      newestFrameUs === undefined ? undefined : Math.max(0, clock.nowUs() - newestFrameUs) / 1_000_000,
    renditions: [...renditions, ...(audio?.totals() ?? [])],
    times,
  };
}

/** What is public of a source. */
export function sourceStats({
  width,
  height,
  framerate,
  audio,
}: VideoSourceInfo): NonNullable<StreamStats['source']> {
  return { width, height, framerate, ...(audio && { audio }) };
}
