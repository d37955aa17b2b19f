import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program may stay after it has said its result: longer, and something of it is left open. */
const ENDING_MS = 20_000;

const LOOK_EVERY_MS = 250;

/** Nice value of a run that is not in a hurry: it gets the processor time that the one beside it leaves. */
const BACKGROUND_PRIORITY = 5;

/** The process groups of the runs that are under way. */
const groups = new Set();

/**
 * Runs Node with a limit of time. A run that overstays is killed with all it started, so that one test that waits for
 * ever is a failure with a name, and not a build without an end.
 *
 * @param {readonly string[]} args
 * @param {{
 *   limitMs: number, resultFile?: string, endingMs?: number, beforeKill?: () => void,
 *   environment?: Readonly<Record<string, string>>, isInBackground?: boolean
 * }} settings `resultFile` is written when all is said; `beforeKill` may look at the processes of a run that overstays;
 *   `environment` is added to ours; a run in the background has a low priority, and what it prints is shown at its end
 * @returns {Promise<{ status: number, overran: 'limit' | 'ending' | undefined }>}
 */
export async function runNodeWithin(args, settings) {
  const { limitMs, resultFile, endingMs = ENDING_MS, beforeKill, environment, isInBackground } = settings;
  const output = isInBackground ? 'pipe' : 'inherit';
  // A group of its own, so that all of it can be ended together.
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', output, output],
    detached: true,
    env: { ...process.env, ...environment },
  });
  if (groups.size === 0) process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  groups.add(child.pid);
  const printed = [];
  if (isInBackground) {
    setPriority(child.pid, BACKGROUND_PRIORITY);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  }
  const ended = once(child, 'exit');
  const watching = new AbortController();
  const overrunning = overrun({ limitMs, resultFile, endingMs }, watching.signal).catch(() => undefined);
  const overran = await Promise.race([ended.then(() => undefined), overrunning]);
  if (overran !== undefined) {
    beforeKill?.();
    killGroup(child.pid);
  }
  const [status] = await ended;
  watching.abort();
  groups.delete(child.pid);
  if (groups.size === 0) process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  process.stdout.write(Buffer.concat(printed));
  return { status: overran === undefined ? (status ?? 1) : 1, overran };
}

function interrupt() {
  for (const pid of groups) killGroup(pid);
  process.exit(130);
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
