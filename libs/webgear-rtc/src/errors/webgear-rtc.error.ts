import type { ErrorDefinition } from './error-definition.js';
import { maskCredentials } from './mask-credentials.js';
import { errorRegistry, type ErrorDetail, type WebGearRtcErrorCode } from './error-registry.js';

/**
 * An error this library throws deliberately.
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
    const definition = errorRegistry[code] as unknown as ErrorDefinition<ErrorDetail<Code>>;
    const masked = maskDetail(detail);
    super(definition.explain(masked).join(' ').trim(), options);
    this.detail = masked;
    this.status = definition.status;
  }
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
