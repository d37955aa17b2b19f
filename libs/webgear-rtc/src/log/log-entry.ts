import { inspect } from 'node:util';

/** What a line of the log says in fields, beside its text. */
export interface LogFields {
  /** Name of the event, such as `viewer.joined`. */
  readonly event: string;
  /** Name of the stream, if it is about one. */
  readonly streamName?: string;
  /** Where it happened, for an error of the application's code. */
  readonly stack?: string;
  readonly [name: string]: unknown;
}

/**
 * A line of the log with fields.
 *
 * Nest's logger prints what it is given with `util.inspect()`, others with `String()`: both get the text. pino and Nest's logger
 * with `json: true` take an object apart: they get the fields, with the text as `msg`.
 */
export class LogEntry {
  /** The text. */
  readonly msg: string;

  constructor(text: string, fields: LogFields) {
    Object.assign(this, fields);
    this.msg = text;
  }

  toString(): string {
    const { stack } = this as { readonly stack?: string };
    return stack === undefined ? this.msg : `${this.msg}\n${stack}`;
  }

  /** See `util.inspect.custom`. */
  [inspect.custom](): string {
    return this.toString();
  }
}
