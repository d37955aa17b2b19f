import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';

/**
 * Frames per second of a snapshot camera, whose image is repeated until the next arrives: little work, and a joining
 * viewer sees it without delay.
 */
export const SNAPSHOT_RATE = 5;

/** Such cameras need up to half a second per image, and more requests overload them. */
const FETCH_EVERY_MS = 1000;

/**
 * Repeats an image until the next arrives, or until it is time to request one, and closes it.
 *
 * @param next the next image of the same response; `undefined` after its last
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
