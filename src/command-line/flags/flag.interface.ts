/** One flag of the command line, and the key of the same name in a config file. */
export interface Flag {
  /** Name of the setting: an option of the library, or a setting of the program. */
  readonly name: string;
  /** Short form, `-s` or, as in VidGear, `-pt`. */
  readonly short?: string;
  /** Its value as the help shows it, `<port>`; absent for a flag that is on or off. */
  readonly value?: string;
  /** What it does, for the help. */
  readonly description: string;
  /** What holds without it, for the help. */
  readonly default?: string;
  /** Turns its text into a value. Throws an `Error` whose message completes the sentence "--flag …". */
  readonly parse: (text: string) => unknown;
}

/** Flags that belong together in the help. */
export interface FlagGroup {
  /** Their heading. */
  readonly heading: string;
  /** The flags, in the order of the help. */
  readonly flags: readonly Flag[];
}
