import { loadNodeAv } from './load-node-av.js';
import { maskCredentials } from '../errors/mask-credentials.js';

/**
 * Forwards FFmpeg's warnings and errors to a listener, one line at a time with credentials masked, or silences them.
 *
 * FFmpeg has one log per process, so the last call wins.
 */
export async function setFfmpegLogListener(listener: ((line: string) => void) | undefined): Promise<void> {
  const av = await loadNodeAv();
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
