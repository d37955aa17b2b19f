import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program may stay after it has said its result: longer, and something of it is left open. */
const ENDING_MS = 20_000;

const LOOK_EVERY_MS = 250;

/**
 * Runs Node with a limit of time. A run that overstays is killed with all it started, so that one test that waits for
 * ever is a failure with a name, and not a build without an end.
 *
 * @param {readonly string[]} args
 * @param {{ limitMs: number, resultFile?: string, endingMs?: number, beforeKill?: () => void }} limits the file is
 *   written when all is said; `beforeKill` may look at the processes of a run that overstays
 * @returns {Promise<{ status: number, overran: 'limit' | 'ending' | undefined }>}
 */
export async function runNodeWithin(args, { limitMs, resultFile, endingMs = ENDING_MS, beforeKill }) {
  // A group of its own, so that all of it can be ended together.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const endGroup = () => killGroup(child.pid);
  const interrupt = () => {
    endGroup();
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const ended = once(child, 'exit');
  const watching = new AbortController();
  const overrunning = overrun({ limitMs, resultFile, endingMs }, watching.signal).catch(() => undefined);
  const overran = await Promise.race([ended.then(() => undefined), overrunning]);
  if (overran !== undefined) {
    beforeKill?.();
    endGroup();
  }
  const [status] = await ended;
  watching.abort();
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  return { status: overran === undefined ? (status ?? 1) : 1, overran };
}

async function overrun({ limitMs, resultFile, endingMs }, signal) {
  const limitAtMs = performance.now() + limitMs;
  let endingAtMs = Number.POSITIVE_INFINITY;
  for (;;) {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
    const nowMs = performance.now();
    if (nowMs > limitAtMs) return 'limit';
    if (nowMs > endingAtMs) return 'ending';
    if (endingAtMs === Number.POSITIVE_INFINITY && resultFile !== undefined && existsSync(resultFile)) {
      endingAtMs = nowMs + endingMs;
    }
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
