import { Catch, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { problemDetails, problemHeaders, problemMediaType } from './problem-details.js';
import { WebGearRtcError } from './webgear-rtc.error.js';

/**
 * What {@link WebGearRtcExceptionFilter} tells clients.
 *
 * @publicApi
 */
export interface WebGearRtcExceptionFilterOptions {
  /**
   * Whether clients may know what is wrong with the server, which names files, hosts and devices.
   *
   * @default false
   */
  readonly exposeErrors?: boolean;
}

/** What the responses of Express and Fastify have in common. */
interface AnyResponse {
  status(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
  /** Under Express. */
  readonly headersSent?: boolean;
  /** Under Fastify. */
  readonly sent?: boolean;
  /** Node's response, under Fastify. */
  readonly raw?: { end(): unknown };
  /** Under Express. */
  end?(): unknown;
}

/**
 * Answers a {@link WebGearRtcError} that a controller of the application throws with `application/problem+json` (RFC 9457), with
 * `Retry-After`, and logs server errors. Without it Nest answers with the same members as `application/json`.
 *
 * For `app.useGlobalFilters(new WebGearRtcExceptionFilter())`, `@UseFilters(WebGearRtcExceptionFilter)` or `APP_FILTER`, under
 * Express and Fastify. The routes of the module itself do not need it.
 *
 * @publicApi
 */
@Catch(WebGearRtcError)
export class WebGearRtcExceptionFilter implements ExceptionFilter<WebGearRtcError> {
  private readonly logger = new Logger('WebGearRtc');

  /** @param options what clients are told */
  constructor(@Optional() private readonly options: WebGearRtcExceptionFilterOptions = {}) {}

  /** Sends the problem details. An error of another transport than HTTP is thrown on. */
  catch(error: WebGearRtcError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const { originalUrl } = http.getRequest<{ readonly originalUrl?: string }>();
    const response = http.getResponse<AnyResponse>();
    if (error.status >= 500) this.logger.error(error.message, error.stack);
    if (response.headersSent === true || response.sent === true) {
      (response.raw ?? response).end?.();
      return;
    }
    const headers = { ...problemHeaders(error), 'Content-Type': `${problemMediaType}; charset=utf-8` };
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    const { exposeErrors = false } = this.options;
    const instance = originalUrl?.split('?')[0];
    response.status(error.status);
    response.send(JSON.stringify(problemDetails(error, { exposeErrors, instance })));
  }
}
