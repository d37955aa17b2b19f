import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSource } from './custom-stream.interface.js';

/** How long a source may take to stop before it is left to itself: nobody's shutdown waits for somebody's camera. */
const STOP_TIMEOUT_MS = 1000;

/** Stops a source, and rejects with what that throws; resolves in any case when it takes too long. */
export async function stopSource(source: FrameSource, clock: CaptureClock): Promise<void> {
  const stopped = new AbortController();
  const stopping = callStop(source).finally(() => stopped.abort());
  await Promise.race([stopping, clock.sleep(STOP_TIMEOUT_MS, stopped.signal)]);
}

/** What `stop` throws, this rejects with. */
async function callStop(source: FrameSource): Promise<void> {
  await source.stop?.();
}
