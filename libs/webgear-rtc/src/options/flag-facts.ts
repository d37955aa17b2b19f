/** How a command line states an option. */
export interface FlagFacts {
  /** What it does, for the help. */
  readonly help: string;
  /** Short form, `-s` or, as in VidGear, `-pt`. */
  readonly short?: string;
  /** The value as the help shows it, `<port>`; absent for a flag that is on or off. */
  readonly value?: string;
  /** What its text is read as; by default, what the schema takes. */
  readonly reads?: FlagReading;
  /** What holds without the flag, where that is no fixed value. */
  readonly otherwise?: string;
  /** Follows the default in the help. */
  readonly note?: string;
  /** Heading it is listed under, if not that of its neighbours in the schema. */
  readonly group?: FlagGroupName;
}

/** Kinds of values that the text of a flag is read as. */
export type FlagReading =
  | 'text'
  | 'number'
  | 'boolean'
  | 'list'
  | 'name'
  | 'port'
  | 'size'
  | 'indexOrText'
  | 'countOrBoolean'
  | 'iceServers'
  | 'renditions'
  | 'autoOrBoolean';

/** Headings of the help. */
export type FlagGroupName = 'source' | 'video' | 'server' | 'program';
