import type { Readable } from 'node:stream';
import { maskCredentials } from '../../errors/mask-credentials.js';

/** What a program said last is why it failed; more than this is a log and no reason. */
const KEPT_LINES = 24;

/** A program that never ends its line must not fill the memory. */
const MAX_LINE_LENGTH = 2000;

/** The last lines a program wrote, without credentials, and all of them to whoever listens. */
export class LineTail {
  /** Resolves when the program says no more. */
  readonly finished: Promise<void>;
  private readonly lines: string[] = [];
  private readonly listeners = new Set<(line: string) => void>();
  private unfinished = '';

  /**
   * @param text what the program writes to; it is read to its end, lest the program stand still
   * @param secrets what is hidden wherever it stands
   */
  constructor(
    text: Readable,
    private readonly secrets: readonly string[] = [],
  ) {
    text.setEncoding('utf8');
    text.on('data', (chunk: string) => this.add(chunk));
    text.on('end', () => this.add('\n'));
    // A pipe that breaks says what the end of the process says.
    text.on('error', () => undefined);
    this.finished = new Promise((resolve) => {
      for (const event of ['end', 'close']) text.once(event, resolve);
    });
  }

  /** The last lines, oldest first. */
  get last(): readonly string[] {
    return this.lines;
  }

  /** Gets each line from now on; the returned function ends that. */
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
