import type { Readable } from 'node:stream';
import { maskCredentials } from '../../errors/mask-credentials.js';

/** The last lines tell why a program failed; more than this is a log. */
const KEPT_LINES = 24;

/** Limits memory for a program that never ends its line. */
const MAX_LINE_LENGTH = 2000;

/** Keeps the last lines of a program's output, with credentials masked, and forwards all lines to listeners. */
export class LineTail {
  /** Resolves at the end of the output. */
  readonly finished: Promise<void>;
  private readonly lines: string[] = [];
  private readonly listeners = new Set<(line: string) => void>();
  private unfinished = '';

  /**
   * @param text output of the program; always read to the end, since a full pipe would block the program
   * @param secrets texts to mask
   */
  constructor(
    text: Readable,
    private readonly secrets: readonly string[] = [],
  ) {
    text.setEncoding('utf8');
    text.on('data', (chunk: string) => this.add(chunk));
    text.on('end', () => this.add('\n'));
    // A broken pipe is reported by the exit of the process.
    text.on('error', () => undefined);
    this.finished = new Promise((resolve) => {
      for (const event of ['end', 'close']) text.once(event, resolve);
    });
  }

  /** The last lines, oldest first. */
  get last(): readonly string[] {
    return this.lines;
  }

  /** Calls the listener for each line until the returned function is called. */
  onLine(listener: (line: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private add(chunk: string): void {
    const lines = (this.unfinished + chunk).split(/[\r\n]+/);
    this.unfinished = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH);
    for (const line of lines) {
      if (line.trim() === '') continue;
      const masked = this.secrets.reduce(
        (text, secret) => text.replaceAll(secret, '***'),
        maskCredentials(line.trimEnd().slice(0, MAX_LINE_LENGTH)),
      );
      this.lines.push(masked);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      for (const listener of this.listeners) listener(masked);
    }
  }
}
