import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { type StreamLogger, applicationStackOf, messageOf } from '../../errors/throttled-error-log.js';

/** Log of one source; each line names its stream, since several may share a source. */
export class SourceLog {
  private readonly prefix: string;
  private lastError = '';

  /** @param streamName left out for a source that is part of a composition */
  constructor(
    private readonly logger: StreamLogger,
    private readonly streamName: string | undefined,
  ) {
    this.prefix = streamName === undefined ? '' : `Stream "${streamName}": `;
  }

  warn(message: string): void {
    this.logger.warn(this.prefix + message);
  }

  /** Logs the stack of an application's error once: reconnecting fails at the same place. */
  error(error: unknown): void {
    const message = messageOf(error);
    const stack = message === this.lastError ? undefined : applicationStackOf(error);
    this.lastError = message;
    const { streamName } = this;
    const code = error instanceof WebGearRtcError ? error.code : undefined;
    const fields = streamName === undefined ? undefined : { event: 'source.failed', streamName, code };
    const rest = fields === undefined ? [] : [fields];
    if (stack === undefined && rest.length === 0) this.logger.error(this.prefix + message);
    else this.logger.error(this.prefix + message, stack, ...rest);
  }
}
