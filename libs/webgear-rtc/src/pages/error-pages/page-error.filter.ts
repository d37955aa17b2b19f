import { Inject, Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { ModuleLogger } from '../../log/module-logger.js';
import type { HttpRequest } from '../../signaling/http-request.js';
import { ErrorPageRenderer } from './error-page.renderer.js';

/** Renders the module's own errors as pages; errors of the host's guards go to the host's filters. */
@Catch(WebGearRtcError)
export class PageErrorFilter implements ExceptionFilter<WebGearRtcError> {
  constructor(
    @Inject(ErrorPageRenderer) private readonly errorPages: ErrorPageRenderer,
    @Inject(ModuleLogger) private readonly logger: ModuleLogger,
  ) {}

  /** Sends the 404 or 500 page, or problem details. */
  async catch(error: WebGearRtcError, host: ArgumentsHost): Promise<void> {
    if (error.status >= 500) this.logger.error(error.message, error.stack);
    const http = host.switchToHttp();
    await this.errorPages.answer(http.getRequest<HttpRequest>(), http.getResponse(), error);
  }
}

/** Wraps any failure of a page in an error that {@link PageErrorFilter} renders. */
export function pageFailed(cause: unknown): WebGearRtcError {
  if (cause instanceof WebGearRtcError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WebGearRtcError('WGR_PAGE_FAILED', { reason }, { cause });
}
