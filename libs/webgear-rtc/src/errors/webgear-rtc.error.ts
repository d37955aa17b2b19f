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

  /**
   * @param code which error, see `docs/reference/errors.md`
   * @param detail what the message is made of
   * @param options the cause, when another error led here
   */
  constructor(
    readonly code: Code,
    readonly detail: ErrorDetail<Code>,
    options?: ErrorOptions,
  ) {
    const definition = errorRegistry[code] as unknown as ErrorDefinition<ErrorDetail<Code>>;
    super(definition.message(detail), options);
    this.status = definition.status;
  }
}
