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
