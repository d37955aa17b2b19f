/** What is wrong, naming field and rule, and what to do about it; each a sentence, the second empty if the first says it. */
export type ErrorExplanation = readonly [problem: string, remedy: string];

/** Definition of one code. `Detail` is what must be passed when it is thrown. */
export interface ErrorDefinition<Detail> {
  /** HTTP status when the error reaches a client. */
  readonly status: number;
  /** Builds the message. */
  readonly explain: (detail: Detail) => ErrorExplanation;
}

/** Defines one code of the registry. */
export function define<Detail>(
  status: number,
  explain: (detail: Detail) => ErrorExplanation,
): ErrorDefinition<Detail> {
  return { status, explain };
}

/** An error of a source, by its name without credentials. */
export interface Source {
  source: string;
}
/** An error whose cause is a text. */
export interface Reason {
  reason: string;
}
/** An error that may be over after a while. */
export interface Retry {
  retryAfterSeconds: number;
}

/** A sentence that ends with a text of a library or of the application, which may have its own full stop. */
export function ended(text: string): string {
  return /[.!?]\s*$/.test(text) ? text.trimEnd() : `${text}.`;
}

/** When another attempt may succeed. */
export const tryAgainIn = ({ retryAfterSeconds }: Retry): string =>
  `Try again in ${retryAfterSeconds} seconds.`;
