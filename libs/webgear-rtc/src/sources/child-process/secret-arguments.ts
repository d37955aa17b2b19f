import { isSecretName } from '../../options/redact-text.js';

/** Shorter secrets would be masked within unrelated words. */
const MIN_LENGTH = 4;

/**
 * The secrets on a command line: values of flags with secret names, and of headers. A program that rejects an
 * argument prints it.
 */
export function secretArguments(args: readonly string[]): readonly string[] {
  const values = args.filter((_, index) => {
    const flag = args[index - 1];
    return flag !== undefined && flag.startsWith('-') && isSecretName(flag);
  });
  const headers = values.flatMap((value) =>
    value.split(/\r?\n/).map((line) => line.replace(/^[\w-]+:\s*/, '')),
  );
  const secrets = new Set([...values, ...headers].filter((secret) => secret.length >= MIN_LENGTH));
  // Longest first: masking a part of a longer secret would leave its rest.
  return [...secrets].sort((a, b) => b.length - a.length);
}
