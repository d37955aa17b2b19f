import type { StreamLogger } from '../../media/stream-logger.js';
import { applicationStackOf, messageOf } from '../../errors/throttled-error-log.js';

/** What is written of one source: each line names its stream, since many streams may share a source or a class. */
export class SourceLog {
  private readonly prefix: string;
  private lastError = '';

  /** @param streamName left out for a source that is part of a composition */
  constructor(
    private readonly logger: StreamLogger,
    streamName: string | undefined,
  ) {
    this.prefix = streamName === undefined ? '' : `Stream "${streamName}": `;
  }

  warn(message: string): void {
    this.logger.warn(this.prefix + message);
  }

  /** With the stack of the application's own errors, once: a source that is opened again fails in the same place. */
  error(error: unknown): void {
    const message = messageOf(error);
    const stack = message === this.lastError ? undefined : applicationStackOf(error);
    this.lastError = message;
    if (stack === undefined) this.logger.error(this.prefix + message);
    else this.logger.error(this.prefix + message, stack);
  }
}
