import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { StreamLogger } from '../../media/stream-logger.js';
import { OpenPlan } from './open-plan.js';

/** Less than this and another attempt cannot succeed. */
const LEAST_ATTEMPT_MS = 300;

/**
 * Opens a source, trying the fallbacks of its {@link OpenPlan} within the time the request allows for all attempts together.
 *
 * @param open one attempt; rejects with a coded error
 * @throws WebGearRtcError what the last attempt rejects with, in words that name the cause
 */
export async function openInTurn<Opened>(
  request: MediaInputRequest,
  signal: AbortSignal,
  open: (request: MediaInputRequest, signal: AbortSignal) => Promise<Opened>,
  logger: StreamLogger | undefined,
): Promise<Opened> {
  const deadlineMs = performance.now() + request.openTimeoutMs;
  const plan = new OpenPlan(request);
  for (let attempt = request; ;) {
    try {
      return await open(attempt, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof WebGearRtcError)) throw error;
      const remainingMs = deadlineMs - performance.now();
      const next = await plan.after(error, remainingMs, signal);
      const openTimeoutMs = Math.floor(deadlineMs - performance.now());
      if (next instanceof WebGearRtcError) throw next;
      if (openTimeoutMs < LEAST_ATTEMPT_MS || signal.aborted) throw error;
      logger?.debug?.(`${error.message} Trying ${next.reason}.`);
      attempt = { ...next.request, openTimeoutMs };
    }
  }
}
