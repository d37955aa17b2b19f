import type { FfmpegFrame, FrameInput } from '../../media/frame-input.js';

/** What FFmpeg writes where there is no time (AV_NOPTS_VALUE). */
const NO_TIME = -(2n ** 63n);

/** When its maker says a frame was taken, in microseconds from some start; `undefined` when it does not say. */
export function frameTimeUs(input: FrameInput): number | undefined {
  const { captureTimeUs, timestamp } = input as { captureTimeUs?: unknown; timestamp?: unknown };
  for (const timeUs of [captureTimeUs, timestamp]) {
    if (typeof timeUs === 'number' && Number.isFinite(timeUs)) return timeUs;
  }
  return ticksUs(input as Pick<FfmpegFrame, 'pts' | 'timeBase'>);
}

/** The ticks of a Frame mean something only together with their length, which some makers leave out. */
function ticksUs({ pts, timeBase }: Pick<FfmpegFrame, 'pts' | 'timeBase'>): number | undefined {
  if (typeof pts !== 'bigint' || pts === NO_TIME || timeBase === undefined) return undefined;
  const { num, den } = timeBase;
  return num > 0 && den > 0 ? (Number(pts) * num * 1_000_000) / den : undefined;
}
