const DATE_FIELDS = ['a', 'A', 'b', 'B', 'd', 'e', 'F', 'j', 'm', 'y', 'Y'] as const;
const TIME_FIELDS = ['f', 'H', 'I', 'L', 'M', 'p', 'R', 'S', 'T', 'z', 'Z'] as const;

/** What may stand behind a `%` in the form of a clock, as for Python's `strftime`; `L`, milliseconds, is not of it. */
export const clockFields = [...DATE_FIELDS, ...TIME_FIELDS, '%'] as const;

/** One letter of {@link clockFields}. */
export type ClockField = (typeof clockFields)[number];

/** Date and time as ISO 8601 has them, without its `T`. */
export const defaultClockFormat = '%Y-%m-%d %H:%M:%S';

/** Splits the form of a clock into fields, which begin with `%`, and what is between them. */
export function splitClockFormat(format: string): string[] {
  return format.match(/%.|%$|[^%]+/gsu) ?? [];
}

/** Whether every field of a form exists. */
export function isClockFormat(format: string): boolean {
  const known: readonly string[] = clockFields;
  return splitClockFormat(format).every((part) => !part.startsWith('%') || known.includes(part.slice(1)));
}
