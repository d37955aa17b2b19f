import { CommanderError } from 'commander';
import { createArgumentParser } from './argument-parser.js';
import { longName } from './flags/flag-names.js';
import { flagValue } from './flags/flag-values.js';
import { flags } from './flags/flags.js';
import { normalizeArguments } from './normalize-arguments.js';
import { UsageError } from '../process-exit.js';

const DEFAULT_HELP_WIDTH = 100;

/** Settings by the name of their flag, as they were stated. */
export type StatedSettings = Readonly<Record<string, unknown>>;

/**
 * Reads the flags, each value in its own type. What was not stated is absent.
 *
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): StatedSettings {
  const texts = parse(normalizeArguments(args));
  const stated: Record<string, unknown> = {};
  for (const flag of flags) {
    const text = texts[flag.name];
    if (text === undefined) continue;
    try {
      // A flag that stands alone is on.
      stated[flag.name] = flagValue(flag, text === true ? 'true' : String(text));
    } catch (cause) {
      throw new UsageError(`${longName(flag)} ${(cause as Error).message}. Try --help.`, { cause });
    }
  }
  return stated;
}

/**
 * The text of `--help`.
 *
 * @param width of the terminal in characters
 */
export function helpText(width = DEFAULT_HELP_WIDTH): string {
  let help = '';
  createArgumentParser(width)
    .configureOutput({ writeOut: (text) => (help += text) })
    .outputHelp();
  return help;
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const parser = createArgumentParser(DEFAULT_HELP_WIDTH);
  try {
    parser.parse(args, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    // Its suggestion stands on a line of its own.
    const reason = cause.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
    throw new UsageError(`${reason.replace(/\.?$/, '.')} Try --help.`, { cause });
  }
  const [word] = parser.args;
  if (word !== undefined)
    throw new UsageError(`What is "${word}"? A source goes after --source. Try --help.`);
  return parser.opts();
}
