import { filter, firstValueFrom, map, merge, take } from 'rxjs';
import type { OnDemandCapture } from './on-demand-capture.js';

/**
 * Whether there is anything to show but a slate: `false` for a source without its publisher, and for one that has never been
 * open and could not be opened. Opens it to find out, and keeps it open as long as any other caller would, so that one that
 * is refused and asks again finds what was tried meanwhile.
 *
 * @param decided resolves when the caller waits no longer: what is not known by then is taken for there
 */
export async function findsSource(capture: OnDemandCapture, decided: Promise<unknown>): Promise<boolean> {
  if (capture.hasPublisher !== undefined) return capture.hasPublisher;
  if (capture.info !== undefined) return true;
  const release = capture.hold();
  capture.wake();
  const failed = capture.state$.pipe(
    filter((state) => state === 'reconnecting' || state === 'ended'),
    map(() => false),
    take(1),
  );
  const opened = capture.opened().then(
    () => true,
    () => false,
  );
  const found = await firstValueFrom(
    merge(
      failed,
      opened,
      decided.then(() => true),
    ),
  );
  release();
  return found || capture.info !== undefined;
}
