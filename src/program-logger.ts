import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { StatusLine } from './status/status-line.js';

/** Nest's contexts for an error that stops an application from starting, or from listening. */
const START_ERROR_CONTEXTS: ReadonlySet<string | undefined> = new Set([
  'ExceptionHandler',
  'NestApplication',
]);

/** The gravest first. */
const levels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** At these, the stack of an error that stops the start is printed. */
const detailedLevels: ReadonlySet<LogLevel> = new Set(['debug', 'verbose']);

/** Nest's logger for a program with a status line. */
export class ProgramLogger extends ConsoleLogger {
  /**
   * @param level what is printed: lines of this level and of graver ones
   * @param statusLine the line of the terminal that messages leave whole
   */
  constructor(
    private readonly level: LogLevel,
    private readonly statusLine: StatusLine | undefined,
  ) {
    super({
      prefix: 'WebGear RTC',
      logLevels: levels.slice(0, levels.indexOf(level) + 1),
      colors: showsColours(),
    });
  }

  protected override printMessages(...args: Parameters<ConsoleLogger['printMessages']>): void {
    // The program says in one line why it cannot start; the stack is for those who ask for details.
    const [, context, logLevel] = args;
    if (logLevel === 'error' && START_ERROR_CONTEXTS.has(context) && !detailedLevels.has(this.level)) return;
    if (this.statusLine === undefined) super.printMessages(...args);
    else this.statusLine.around(() => super.printMessages(...args));
  }
}

/** Nest colours whatever it writes; in a file the colours would be noise. */
function showsColours(): boolean {
  // Compared, because a pipe says `undefined`, which Nest takes for no opinion.
  return process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env['NO_COLOR'];
}
