import { WebGearRtcError } from './webgear-rtc.error.js';

/** Window in which the first repetitions are counted; later ones use {@link LATER_WINDOW_MS}. */
const FIRST_WINDOW_MS = 10_000;
const LATER_WINDOW_MS = 60_000;

/** Number of distinct errors; beyond it the oldest is forgotten. */
const MAX_KINDS = 32;

/** Codes caused by application code, whose stack shows the place. */
const CODES_OF_APPLICATIONS: ReadonlySet<string> = new Set(['WGR_SOURCE_FAILED', 'WGR_TRANSFORM_FAILED']);

interface Repetition {
  sinceMs: number;
  windowMs: number;
  count: number;
}

/**
 * Logs errors of one stream: the first of a kind at once, with the stack if it comes from the application;
 * repetitions as a count, at most once per window.
 *
 * An error in each frame occurs thirty times a second.
 */
export class ThrottledErrorLog {
  private readonly kinds = new Map<string, Repetition>();

  /**
   * @param prefix precedes each line, for example the name of the stream
   * @param nowMs monotonic clock
   */
  constructor(
    private readonly logger: Pick<StreamLogger, 'error'>,
    private readonly prefix: string,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  report(error: unknown): void {
    const message = messageOf(error);
    // Numbers in the message, such as sizes and times, do not make it another kind.
    const kind = message.replace(/\d+/g, '0');
    const known = this.kinds.get(kind);
    const nowMs = this.nowMs();
    if (known === undefined) {
      this.remember(kind, nowMs);
      this.logger.error(this.prefix + message, applicationStackOf(error));
      return;
    }
    known.count++;
    const elapsedMs = nowMs - known.sinceMs;
    if (elapsedMs < known.windowMs) return;
    const times = `${known.count} more time${known.count === 1 ? '' : 's'} in ${Math.round(elapsedMs / 1000)} s`;
    this.logger.error(`${this.prefix}${message} (${times})`);
    Object.assign(known, { sinceMs: nowMs, windowMs: LATER_WINDOW_MS, count: 0 });
  }

  private remember(kind: string, sinceMs: number): void {
    if (this.kinds.size >= MAX_KINDS) {
      const [oldest] = this.kinds.keys();
      if (oldest !== undefined) this.kinds.delete(oldest);
    }
    this.kinds.set(kind, { sinceMs, windowMs: FIRST_WINDOW_MS, count: 0 });
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The stack of an error thrown by application code; `undefined` for others, whose message is sufficient. */
export function applicationStackOf(error: unknown): string | undefined {
  if (!(error instanceof WebGearRtcError)) return error instanceof Error ? error.stack : undefined;
  if (!CODES_OF_APPLICATIONS.has(error.code)) return undefined;
  return error.cause instanceof Error ? error.cause.stack : undefined;
}

/** Where a stream writes what an operator should know. Nest's `Logger` is one. */
export interface StreamLogger {
  /** A step of interest to those who look for a fault. */
  debug?(message: string): void;
  /** Something happened that is worth one line. */
  log(message: string): void;
  /** Something went wrong and the stream helps itself. */
  warn(message: string, fields?: StreamLogFields): void;
  /**
   * Something went wrong that takes a person to mend.
   *
   * @param stack where, for an error that the application's code has thrown
   */
  error(message: string, stack?: string, fields?: StreamLogFields): void;
}

/** What a line says in fields, for loggers that collect them. */
export interface StreamLogFields {
  /** Name of the event, such as `source.failed`. */
  readonly event: string;
  readonly streamName: string;
  readonly [name: string]: unknown;
}
