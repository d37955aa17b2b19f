import type { SentFrame } from './observed-stream.js';

const ticksPerMs = 90;

/** RTP time from each frame to the next, in ticks; negative where it goes back. */
export function rtpSteps(frames: readonly SentFrame[]): number[] {
  return frames.slice(1).map(({ rtpTimestamp }, index) => {
    const step = (rtpTimestamp - (frames[index]?.rtpTimestamp ?? 0) + 2 ** 32) % 2 ** 32;
    return step >= 2 ** 31 ? step - 2 ** 32 : step;
  });
}

/** RTP time between the first and the last frame, in milliseconds. */
export function rtpSpanMs(frames: readonly SentFrame[]): number {
  return rtpSteps(frames).reduce((sum, step) => sum + step, 0) / ticksPerMs;
}

/** Most common RTP time between two frames, in milliseconds. */
export function medianRtpStepMs(frames: readonly SentFrame[]): number {
  const steps = rtpSteps(frames).sort((a, b) => a - b);
  return (steps[Math.floor(steps.length / 2)] ?? 0) / ticksPerMs;
}

/** Faults in the order of RTP time: it rises with every frame, by at least one tick. */
export function rtpOrderFaults(frames: readonly SentFrame[]): string[] {
  const faulty = rtpSteps(frames).flatMap((step, index) =>
    step > 0 ? [] : [`frame ${index + 1}: ${step} ticks`],
  );
  return faulty.length === 0
    ? []
    : [`RTP time does not rise: ${faulty.length} times, ${faulty.slice(0, 3).join(', ')}`];
}
