import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { PublishPoint } from '../received/publish-point.js';
import { ReceivedSource } from '../received/received-source.js';

/** The name of a source that waits for a publisher. */
export const whipSource = 'whip:';

/** Whether a source waits for a publisher. */
export function isWhipSource(source: string | number | undefined): boolean {
  return typeof source === 'string' && source.toLowerCase() === whipSource;
}

/** The source of a stream that is published over WHIP. It opens when a publisher is connected. */
export function createWhipSource(
  point: PublishPoint,
  clock: CaptureClock,
  logger: StreamLogger,
): ReceivedSource {
  return new ReceivedSource({
    label: whipSource,
    clock,
    connect: (signal) => point.next(signal),
    ownsMedia: false,
    hasPublisher: () => point.media !== undefined,
    logger,
  });
}
