import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { ModuleLogger } from '../log/module-logger.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { OriginRedirect } from './cluster/origin-redirect.js';
import { errorReply } from './error-reply.js';
import type { HttpRequest } from './http-request.js';
import { HttpResponder } from './http-responder.js';

/** Sends the module's own errors; errors of the host's guards and pipes go to the host's filters. */
@Catch(WebGearRtcError)
export class SignalingErrorFilter implements ExceptionFilter<WebGearRtcError> {
  constructor(
    @Inject(HttpResponder) private readonly responder: HttpResponder,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
    @Inject(OriginRedirect) private readonly origins: OriginRedirect,
  ) {}

  /** Sends the error's status and its problem details, or where the origin of the stream is. */
  catch(error: WebGearRtcError, host: ArgumentsHost): void {
    if (error.status === 500) this.logger.error(error.message, error.stack);
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const elsewhere = this.origins.replace(error, request);
    const reply = elsewhere ?? errorReply(error, request, this.options.exposeErrors);
    this.responder.send(http.getResponse(), reply);
  }
}
