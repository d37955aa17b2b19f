import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { FormatContext } from 'node-av/lib';
import type { ByteRelay } from './byte-relay.interface.js';

const KNOCK_EVERY_MS = 50;

/** Makes calls come back that wait for an input. */
export class InputInterrupter {
  private knocking: NodeJS.Timeout | undefined;

  /**
   * @param namedPipe path of the input, if it is one: FFmpeg's own interruption does not reach a thread that the system
   *   holds until somebody writes, and such a thread would even keep the process from its end
   */
  constructor(
    private readonly context: Pick<FormatContext, 'interrupt'>,
    private readonly namedPipe: string | undefined,
    private readonly relay?: Pick<ByteRelay, 'close'>,
  ) {}

  /** Interrupts what is under way, and what comes after it. */
  interrupt(): void {
    const { namedPipe } = this;
    this.context.interrupt();
    void this.relay?.close();
    // Again and again: the call may still be on its way to where it will wait.
    if (namedPipe !== undefined) this.knocking ??= setInterval(() => knock(namedPipe), KNOCK_EVERY_MS);
  }

  /** Everything has come back. */
  settle(): void {
    clearInterval(this.knocking);
    this.knocking = undefined;
  }
}

/** Writes a byte, which ends the wait of whoever opens or reads the pipe. Without a reader nothing happens. */
function knock(path: string): void {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(descriptor, Buffer.alloc(1));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Nobody reads it (ENXIO), it is full (EAGAIN), or it is gone.
  }
}
