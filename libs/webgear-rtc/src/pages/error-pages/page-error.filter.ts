import { Inject, Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { HttpRequest } from '../../signaling/http-request.interface.js';
import { ErrorPageRenderer } from './error-page.renderer.js';

/** Answers our own errors on our own pages; those of the host's guards go the host's way. */
@Catch(WebGearRtcError)
export class PageErrorFilter implements ExceptionFilter<WebGearRtcError> {
  private readonly logger = new Logger('WebGearRtc');

  constructor(@Inject(ErrorPageRenderer) private readonly errorPages: ErrorPageRenderer) {}

  /** Answers with the 404 or the 500 page, or with JSON. */
  async catch(error: WebGearRtcError, host: ArgumentsHost): Promise<void> {
    if (error.status >= 500) this.logger.error(error.message, error.stack);
    const http = host.switchToHttp();
    await this.errorPages.answer(http.getRequest<HttpRequest>(), http.getResponse(), error);
  }
}
