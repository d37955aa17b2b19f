import { maskCredentials } from './mask-credentials.js';
import {
  errorRegistry,
  type ErrorDefinition,
  type ErrorDetail,
  type WebGearRtcErrorCode,
} from './error-registry.js';

/**
 * Any error this library raises on purpose.
 *
 * @publicApi
 */
export class WebGearRtcError<Code extends WebGearRtcErrorCode = WebGearRtcErrorCode> extends Error {
  override readonly name = 'WebGearRtcError';
  /** HTTP status this error answers with when it reaches a client. */
  readonly status: number;
  /** What the message is made of. */
  readonly detail: ErrorDetail<Code>;

  /**
   * @param code which error, see `docs/reference/errors.md`
   * @param detail what the message is made of; credentials in its texts are masked
   * @param options the cause, when another error led here
   */
  constructor(
    readonly code: Code,
    detail: ErrorDetail<Code>,
    options?: ErrorOptions,
  ) {
    const definition = errorRegistry[code] as unknown as ErrorDefinition<ErrorDetail<Code>>;
    const masked = maskDetail(detail);
    super(definition.message(masked), options);
    this.detail = masked;
    this.status = definition.status;
  }
}

/** A reason may be the message of any library or program, and those repeat the address they were given. */
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
