import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';

/** How often an image from a camera of snapshots is shown until the next is fetched, per second: little work, and a viewer who joins waits for none of it. */
export const SNAPSHOT_RATE = 5;

/** Such cameras need up to half a second for an image, and more requests than this per second are a burden to them. */
const FETCH_EVERY_MS = 1000;

/**
 * Repeats an image, which it closes, until the next one is there; where none follows, until the next is to be fetched.
 *
 * @param next the image after this one in the same answer, `undefined` when that was the last
 */
export async function* repeatUntil(
  image: VideoFrame,
  next: Promise<VideoFrame | undefined>,
  clock: CaptureClock,
  signal: AbortSignal,
): AsyncGenerator<VideoFrame> {
  const arrived = new AbortController();
  next.then(
    (frame) => frame !== undefined && arrived.abort(),
    () => undefined,
  );
  const either = AbortSignal.any([signal, arrived.signal]);
  try {
    const dueUs = clock.nowUs() + FETCH_EVERY_MS * 1000;
    do {
      const nowUs = clock.nowUs();
      yield image.clone(nowUs);
      await clock.sleep(1000 / SNAPSHOT_RATE, either);
    } while (clock.nowUs() < dueUs && !either.aborted);
  } finally {
    image.close();
  }
}
