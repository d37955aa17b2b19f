import { isSecretName } from '../../options/redact-text.js';

/** Shorter ones would be hidden in words that have nothing to do with them. */
const MIN_LENGTH = 4;

/**
 * The secrets on a command line: what follows a flag with a secret name, and the values of headers in it. A program that
 * refuses one of its arguments repeats it.
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
  // The longest first, lest a part of one be hidden and the rest be left.
  return [...secrets].sort((a, b) => b.length - a.length);
}
