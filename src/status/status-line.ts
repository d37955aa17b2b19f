import { statusText, type StatusDisplay, type TextOutput } from './status-display.js';
import type { StreamReading } from './stream-meter.js';

const ERASE_LINE = '\r\u001B[2K';

/** The state of the streams as the last line of a terminal, written over in place. */
export class StatusLine implements StatusDisplay {
  private text = '';

  constructor(private readonly output: TextOutput) {}

  show(readings: readonly StreamReading[]): void {
    // A line that wraps could not be erased. The last column stays free, because some terminals wrap when it is
    // written; some do not know their width and say 0.
    this.text = statusText(readings).slice(0, Math.max(0, (this.output.columns || 80) - 1));
    this.output.write(`${ERASE_LINE}${this.text}`);
  }

  /** Lets others write lines above it. */
  around(write: () => void): void {
    if (this.text === '') return write();
    this.output.write(ERASE_LINE);
    write();
    this.output.write(this.text);
  }

  close(): void {
    if (this.text !== '') this.output.write('\n');
    this.text = '';
  }
}
