// A deep import: the index of the package takes 100 times as long to load, and worker threads need errors too.
import { HttpException } from '@nestjs/common/exceptions/http.exception.js';
import type { ErrorDefinition, ErrorExplanation } from './error-definition.js';
import { errorRegistry, type ErrorDetail, type WebGearRtcErrorCode } from './error-registry.js';
import { maskCredentials } from './mask-credentials.js';
import { problemDetails, type ProblemDetails } from './problem-details.js';

/**
 * An error this library throws deliberately.
 *
 * It is an `HttpException` of Nest: thrown in any controller, it is answered with its {@link status} and, as JSON, with its problem
 * details (RFC 9457), without a filter. `WebGearRtcExceptionFilter` adds the media type, `Retry-After` and a line in the log.
 *
 * @publicApi
 */
export class WebGearRtcError<Code extends WebGearRtcErrorCode = WebGearRtcErrorCode> extends Error {
  override readonly name = 'WebGearRtcError';
  /** HTTP status of the response when the error reaches a client. */
  readonly status: number;
  /** The values the message is built from. */
  readonly detail: ErrorDetail<Code>;

  /**
   * @param code see `docs/reference/errors.md`
   * @param detail values for the message; credentials in them are masked
   * @param options the cause, if another error led to this one
   */
  constructor(
    readonly code: Code,
    detail: ErrorDetail<Code>,
    options?: ErrorOptions,
  ) {
    const masked = maskDetail(detail);
    super(explain(code, masked).join(' ').trim(), options);
    this.detail = masked;
    this.status = errorRegistry[code].status;
  }

  /** The option that is wrong, such as `streams.front.source`; `undefined` unless the error is about an option. */
  get field(): string | undefined {
    return textOf(this.detail, 'field');
  }

  /** The rule that the option breaks, such as `must be at least 1`; `undefined` unless the error is about an option. */
  get rule(): string | undefined {
    return textOf(this.detail, 'rule');
  }

  /** What to do about it: the last sentence of the message; empty if the first says it. */
  get remedy(): string {
    return explain(this.code, this.detail)[1];
  }

  /** See `HttpException.getStatus()`: {@link status}. */
  getStatus(): number {
    return this.status;
  }

  /** See `HttpException.getResponse()`: what Nest answers with if no filter catches the error. */
  getResponse(): ProblemDetails {
    return problemDetails(this);
  }
}

// Instead of `extends HttpException`, whose constructor leaves the message out of the stack and adds fields to what a log
// shows of an error. Nest and filters ask with `instanceof`, and call the methods above.
Object.setPrototypeOf(WebGearRtcError.prototype, HttpException.prototype as object);

function explain<Code extends WebGearRtcErrorCode>(code: Code, detail: ErrorDetail<Code>): ErrorExplanation {
  const definition = errorRegistry[code] as unknown as ErrorDefinition<ErrorDetail<Code>>;
  return definition.explain(detail);
}

function textOf(detail: unknown, name: string): string | undefined {
  const value: unknown = (detail as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A reason may be the message of any library or program, which often repeats the address. */
function maskDetail<Detail>(detail: Detail): Detail {
  if (typeof detail !== 'object' || detail === null) return detail;
  const mask = (value: unknown): unknown => (typeof value === 'string' ? maskCredentials(value) : value);
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(mask) : mask(value),
    ]),
  ) as Detail;
}
