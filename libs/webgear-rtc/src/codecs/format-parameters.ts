/** Parameters of an `a=fmtp` line by their names, all in lower case; a later one replaces an earlier one of the same name. */
export function formatParameters(parameters: string | undefined): ReadonlyMap<string, string> {
  return new Map(
    (parameters ?? '').split(';').map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key.trim().toLowerCase(), value.trim().toLowerCase()] as const;
    }),
  );
}

/** One of them as a whole number; `byDefault` where it is missing or is no number of at most three digits. */
export function numericParameter(
  parameters: ReadonlyMap<string, string>,
  name: string,
  byDefault: number,
): number {
  const value = parameters.get(name) ?? '';
  return /^\d{1,3}$/.test(value) ? Number(value) : byDefault;
}
