import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { FormatContext } from 'node-av/lib';
import type { ByteRelay } from '../relay/byte-source.js';

const WAKE_INTERVAL_MS = 50;

/** Interrupts blocking calls on an input. */
export class InputInterrupter {
  private wakeTimer: NodeJS.Timeout | undefined;

  /**
   * @param namedPipe path of the input if it is a named pipe: FFmpeg's interrupt callback does not reach a thread
   *   blocked in `open` or `read` of a pipe, and such a thread would keep the process from exiting
   */
  constructor(
    private readonly context: Pick<FormatContext, 'interrupt'>,
    private readonly namedPipe: string | undefined,
    private readonly relay?: Pick<ByteRelay, 'close'>,
  ) {}

  /** Interrupts the current call and all later ones. */
  interrupt(): void {
    const { namedPipe } = this;
    this.context.interrupt();
    void this.relay?.close();
    // Repeated: the call may not have reached its blocking `open` or `read` yet.
    if (namedPipe !== undefined)
      this.wakeTimer ??= setInterval(() => wakeReader(namedPipe), WAKE_INTERVAL_MS);
  }

  /** All calls have returned. */
  settle(): void {
    clearInterval(this.wakeTimer);
    this.wakeTimer = undefined;
  }
}

/** Writes a byte, which wakes a blocked reader of the pipe. Does nothing without a reader. */
function wakeReader(path: string): void {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(descriptor, Buffer.alloc(1));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // No reader (ENXIO), pipe full (EAGAIN), or removed.
  }
}
