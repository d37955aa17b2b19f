import type { EventEmitter } from 'node:events';

/**
 * Waits until a server has answered its first request, whatever that was, and no longer than so many milliseconds.
 *
 * @param server any of Node's HTTP servers
 * @param signal ends the waiting, and nothing is begun
 */
export function onFirstResponse(
  server: EventEmitter,
  begin: () => void,
  { latestMs, signal }: { readonly latestMs: number; readonly signal: AbortSignal },
): void {
  if (signal.aborted) return;
  const stop = (): void => {
    clearTimeout(timer);
    server.off('request', listen);
    signal.removeEventListener('abort', stop);
  };
  const beginOnce = (): void => {
    if (signal.aborted || begun) return;
    begun = true;
    stop();
    begin();
  };
  const listen = (_request: unknown, response: EventEmitter): void => void response.once('close', beginOnce);
  let begun = false;
  const timer = setTimeout(beginOnce, latestMs);
  timer.unref();
  server.on('request', listen);
  signal.addEventListener('abort', stop);
}
