import { flagNamed, longName } from './flags/flag-names.js';
import { flags, type Flag } from './flags/flags.js';

const flagsByShortName: ReadonlyMap<string | undefined, Flag> = new Map(
  flags.filter(({ short }) => short !== undefined).map((flag) => [flag.short, flag]),
);

/**
 * Spells every flag the way the parser knows it.
 *
 * VidGear has short flags of two letters. The parser, like POSIX, would read `-pt` as `-p -t`, and refuses to be taught.
 * VidGear's long flags have underscores, ours have hyphens; either may be typed, and `--no-` before one turns it off.
 */
export function normalizeArguments(args: readonly string[]): string[] {
  const spelled: string[] = [];
  let isValue = false;
  for (const [index, arg] of args.entries()) {
    if (isValue) {
      // The value of a flag is no flag, whatever it looks like.
      spelled.push(arg);
      isValue = false;
    } else if (arg === '--') {
      return [...spelled, ...args.slice(index)];
    } else {
      const { text, flag } = spell(arg);
      spelled.push(text);
      isValue = flag?.value !== undefined && !text.includes('=');
    }
  }
  return spelled;
}

function spell(arg: string): { text: string; flag?: Flag } {
  const { typed = arg, value = '' } = /^(?<typed>[^=]*)(?<value>=.*)?$/s.exec(arg)?.groups ?? {};
  const flag = flagsByShortName.get(typed) ?? flagAfter('--', typed);
  if (flag !== undefined) return { text: `${longName(flag)}${value}`, flag };
  const negated = flagAfter('--no-', typed) ?? flagAfter('--no_', typed);
  // Most flags with a value have no off; the parser will say that it does not know it.
  if (negated === undefined || !hasOff(negated) || value !== '') return { text: arg };
  return { text: `${longName(negated)}=false`, flag: negated };
}

function hasOff({ value, reads }: Flag): boolean {
  return value === undefined || reads === 'autoOrBoolean';
}

function flagAfter(prefix: string, typed: string): Flag | undefined {
  return typed.startsWith(prefix) ? flagNamed(typed.slice(prefix.length)) : undefined;
}
