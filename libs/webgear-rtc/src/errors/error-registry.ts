/** What the registry says of one code. `Detail` is what a thrower must hand over. */
export interface ErrorDefinition<Detail> {
  /** HTTP status when the error reaches a client. */
  readonly status: number;
  /** One sentence on what is wrong, and one on the way out. */
  readonly message: (detail: Detail) => string;
}

function define<Detail>(status: number, message: (detail: Detail) => string): ErrorDefinition<Detail> {
  return { status, message };
}

/**
 * Every error this library raises. The code is the contract, the text is not.
 *
 * `docs/reference/errors.md` lists the same codes; a test holds the two equal.
 */
export const errorRegistry = {
  WGR_OPTION_INVALID: define(
    500,
    (detail: { field: string; rule: string; received: string; allowed?: string }) =>
      `Option "${detail.field}" ${detail.rule}, but got ${detail.received}.` +
      (detail.allowed === undefined ? '' : ` Allowed: ${detail.allowed}.`),
  ),
  WGR_OPTION_UNKNOWN: define(
    500,
    (detail: { field: string; near: readonly string[] }) =>
      `Unknown option "${detail.field}".` +
      (detail.near.length === 0 ? '' : ` Did you mean ${detail.near.map((name) => `"${name}"`).join(' or ')}?`),
  ),
} as const;

/**
 * The code of a {@link WebGearRtcError}: a closed union, so that a `switch` over it can be checked.
 *
 * @publicApi
 */
export type WebGearRtcErrorCode = keyof typeof errorRegistry;

/** What a code's message is made of. */
export type ErrorDetail<Code extends WebGearRtcErrorCode> = Parameters<(typeof errorRegistry)[Code]['message']>[0];
