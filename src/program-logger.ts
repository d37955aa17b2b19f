import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { StatusLine } from './status/status-line.js';

/** Nest's contexts for an error that stops an application from starting, or from listening. */
const START_ERROR_CONTEXTS: ReadonlySet<string | undefined> = new Set([
  'ExceptionHandler',
  'NestApplication',
]);

const terseLevels: LogLevel[] = ['warn', 'error'];
const detailedLevels: LogLevel[] = ['log', 'warn', 'error', 'debug', 'verbose'];

/** Nest's logger for a program with a status line. */
export class ProgramLogger extends ConsoleLogger {
  /**
   * @param logging log in detail
   * @param statusLine the line of the terminal that messages leave whole
   */
  constructor(
    private readonly logging: boolean,
    private readonly statusLine: StatusLine | undefined,
  ) {
    super({
      prefix: 'WebGear RTC',
      logLevels: logging ? detailedLevels : terseLevels,
      colors: showsColours(),
    });
  }

  protected override printMessages(...args: Parameters<ConsoleLogger['printMessages']>): void {
    // The program says in one line why it cannot start; the stack is for those who ask for details.
    const [, context, logLevel] = args;
    if (logLevel === 'error' && START_ERROR_CONTEXTS.has(context) && !this.logging) return;
    if (this.statusLine === undefined) super.printMessages(...args);
    else this.statusLine.around(() => super.printMessages(...args));
  }
}

/** Nest colours whatever it writes; in a file the colours would be noise. */
function showsColours(): boolean {
  // Compared, because a pipe says `undefined`, which Nest takes for no opinion.
  return process.stdout.isTTY === true && process.stderr.isTTY === true && !process.env['NO_COLOR'];
}
