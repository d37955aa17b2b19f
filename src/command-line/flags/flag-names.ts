import { flags, type Flag } from './flags.js';

const flagsByFoldedName: ReadonlyMap<string, Flag> = new Map(flags.map((flag) => [fold(flag.name), flag]));

/** `--frame-size-reduction` for `frameSizeReduction`. */
export function longName({ name }: Pick<Flag, 'name'>): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The flag a name means, in whichever spelling: `time_delay`, `time-delay` and `timeDelay` are one. */
export function flagNamed(name: string): Flag | undefined {
  return flagsByFoldedName.get(fold(name));
}

/** The setting a key means. One that has no flag is spelled as the library's options are. */
export function settingName(key: string): string {
  return flagNamed(key)?.name ?? key.replaceAll(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function fold(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}
