import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { errorReply } from './error-reply.js';
import { HttpResponder } from './http-responder.js';

/** Sends the module's own errors; errors of the host's guards and pipes go to the host's filters. */
@Catch(WebGearRtcError)
export class SignalingErrorFilter implements ExceptionFilter<WebGearRtcError> {
  private readonly logger = new Logger('WebGearRtc');

  constructor(
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Sends the error's status and `{ code, message }`. */
  catch(error: WebGearRtcError, host: ArgumentsHost): void {
    if (error.status === 500) this.logger.error(error.message, error.stack);
    this.responder.send(host.switchToHttp().getResponse(), errorReply(error, this.options.logging));
  }
}
