import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { errorAnswer } from './error-answer.js';
import { HttpResponder } from './http-responder.js';

/** Answers our own errors on our own routes; those of the host's guards and pipes go the host's way. */
@Catch(WebGearRtcError)
export class SignalingErrorFilter implements ExceptionFilter<WebGearRtcError> {
  private readonly logger = new Logger('WebGearRtc');

  constructor(
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Answers with the error's status and `{ code, message }`. */
  catch(error: WebGearRtcError, host: ArgumentsHost): void {
    if (error.status === 500) this.logger.error(error.message, error.stack);
    this.responder.send(host.switchToHttp().getResponse(), errorAnswer(error, this.options.logging));
  }
}
