import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 5;

/**
 * Waits on the true clock for what another thread, process or socket does, which no virtual clock moves.
 *
 * @param what is waited for, as in "Waited 10 s for …"
 * @throws Error after the limit
 */
export async function until(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const giveUpAtMs = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAtMs) {
      const name = typeof what === 'string' ? what : what();
      throw new Error(`Waited ${limitMs / 1000} s for ${name}.`);
    }
    await sleep(lookEveryMs);
  }
}
