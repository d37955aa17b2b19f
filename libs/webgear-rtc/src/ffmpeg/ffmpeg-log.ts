import { loadNodeAv } from './load-node-av.js';
import { maskCredentials } from '../errors/mask-credentials.js';

let current: ((line: string) => void) | undefined;

/** Passes a line of FFmpeg in another process, masked already, to the listener of {@link setFfmpegLogListener}. */
export function passFfmpegLine(line: string): void {
  current?.(line);
}

/**
 * Forwards FFmpeg's warnings and errors to a listener, one line at a time with credentials masked, or silences them.
 *
 * FFmpeg has one log per process, so the last call wins.
 */
export async function setFfmpegLogListener(listener: ((line: string) => void) | undefined): Promise<void> {
  const av = await loadNodeAv();
  current = listener;
  if (listener === undefined) {
    av.Log.resetCallback();
    av.Log.setLevel(av.AV_LOG_QUIET);
    return;
  }
  av.Log.setLevel(av.AV_LOG_WARNING);
  av.Log.setCallback((_level, message) => listener(maskCredentials(message.trimEnd())), {
    maxLevel: av.AV_LOG_WARNING,
  });
}
