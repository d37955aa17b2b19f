import type { FfmpegFrame, FrameInput } from '../../media/frame-input.js';

/** Takes what an application tells of a frame, with the capture time that the frame has got. */
export type OnFrameMetadata = (value: unknown, captureTimeUs: number) => void;

/** Passes on what an input tells of itself, if it does. */
export function noteMetadata(
  input: FrameInput,
  captureTimeUs: number,
  onMetadata: OnFrameMetadata | undefined,
): void {
  const { metadata } = input as { metadata?: unknown };
  // A `VideoFrame` of WebCodecs has a method of that name.
  if (metadata !== undefined && typeof metadata !== 'function') onMetadata?.(metadata, captureTimeUs);
}

/** FFmpeg's value for a missing timestamp (AV_NOPTS_VALUE). */
const NO_TIME = -(2n ** 63n);

/** Capture time an input states, in microseconds from any origin; `undefined` if it states none. */
export function frameTimeUs(input: FrameInput): number | undefined {
  const { captureTimeUs, timestamp } = input as { captureTimeUs?: unknown; timestamp?: unknown };
  for (const timeUs of [captureTimeUs, timestamp]) {
    if (typeof timeUs === 'number' && Number.isFinite(timeUs)) return timeUs;
  }
  return ticksUs(input as Pick<FfmpegFrame, 'pts' | 'timeBase'>);
}

/** The `pts` of a Frame needs its `timeBase`, which some producers leave out. */
function ticksUs({ pts, timeBase }: Pick<FfmpegFrame, 'pts' | 'timeBase'>): number | undefined {
  if (typeof pts !== 'bigint' || pts === NO_TIME || timeBase === undefined) return undefined;
  const { num, den } = timeBase;
  return num > 0 && den > 0 ? (Number(pts) * num * 1_000_000) / den : undefined;
}
