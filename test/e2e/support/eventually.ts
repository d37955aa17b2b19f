import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `read` gives what `accepts`, and returns it; throws with the last value when time is up. */
export async function eventually<Value>(
  read: () => Value | Promise<Value>,
  accepts: (value: Value) => boolean,
  timeoutMs: number,
  pollIntervalMs = 50,
): Promise<Value> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (accepts(value)) return value;
    if (performance.now() > deadlineMs) {
      throw new Error(`Not within ${timeoutMs} ms; last seen: ${JSON.stringify(value)}`);
    }
    await sleep(pollIntervalMs);
  }
}
