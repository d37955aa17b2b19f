import { ExitCode } from './exit-codes.js';

/** The part of a stream that the program writes to. */
export interface TextOutput {
  /** Writes text as it is. */
  write(text: string): unknown;
  /** Whether a person sees it. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
}

/** Whether text that was written can be written over. */
export function canRewrite(output: TextOutput, environment: NodeJS.ProcessEnv = process.env): boolean {
  return output.isTTY === true && environment['TERM'] !== 'dumb';
}

/** Ends the process without a stack trace when the reader of its output goes away, as in `webgear-rtc | head -1`. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.outputClosed);
  });
}
