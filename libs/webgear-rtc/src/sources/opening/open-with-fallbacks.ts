import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { MediaInputRequest } from '../../ffmpeg/input/media-input-request.js';
import type { StreamLogger } from '../../errors/throttled-error-log.js';
import { OpenPlan } from './open-plan.js';

/** An attempt needs at least this time to succeed. */
const MIN_ATTEMPT_MS = 300;

/**
 * Opens a source, trying the fallbacks of its {@link OpenPlan}; all attempts share the time limit of the request.
 *
 * @param open one attempt; rejects with a coded error
 * @throws WebGearRtcError the last error, with its cause
 */
export async function openWithFallbacks<Opened>(
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
      if (openTimeoutMs < MIN_ATTEMPT_MS || signal.aborted) throw error;
      logger?.debug?.(`${error.message} Trying ${next.reason}.`);
      attempt = { ...next.request, openTimeoutMs };
    }
  }
}
