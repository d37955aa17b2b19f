import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { descendantsOf, forkedOnly, threadStates } from './process-tree.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A test is named when it has run this long, and again each time that has doubled. */
const NAMED_AFTER_MS = 30_000;

/** A child that was forked has become another program after some milliseconds, or never will. */
const FORK_SECONDS = 10;

/** No test blocks its event loop this long; what does so blocks it until the end. */
const BLOCKED_SECONDS = 120;

/**
 * Watches a run of jest from outside, by the files that heartbeat.mjs and progress-reporter.mjs write: names tests that
 * take long, and processes whose event loop stands still, of which jest itself can say nothing.
 */
export class RunWatch {
  #beats = new Map();
  #nextNamedMs = new Map();

  /**
   * @param {string} folder of the files
   * @param {{ nowMs?: () => number, forkedOnly?: typeof forkedOnly, kill?: (pid: number) => void }} [system]
   */
  constructor(folder, system = {}) {
    this.folder = folder;
    this.system = { nowMs: Date.now, forkedOnly, kill: killProcess, ...system };
  }

  /**
   * To be called each second.
   *
   * @returns {{ lines: string[], blocked: boolean }} what there is to say, and whether the run will not go on
   */
  look() {
    const lines = this.#longTests();
    for (const { pid, seconds } of this.#stillLoops()) {
      if (seconds % FORK_SECONDS === 0) lines.push(...this.#freeFrom(pid));
      if (seconds < BLOCKED_SECONDS) continue;
      lines.push(`The event loop of process ${pid} stood still for ${seconds} s; the run is ended.`);
      lines.push(...describeRun(this.folder));
      return { lines, blocked: true };
    }
    return { lines, blocked: false };
  }

  #longTests() {
    const lines = [];
    const nowMs = this.system.nowMs();
    for (const entry of runningIn(this.folder)) {
      const name = nameOf(entry);
      const key = `${name} ${entry.sinceMs}`;
      const limitMs = this.#nextNamedMs.get(key) ?? NAMED_AFTER_MS;
      const tookMs = nowMs - entry.sinceMs;
      if (tookMs < limitMs) continue;
      this.#nextNamedMs.set(key, limitMs * 2);
      lines.push(`still running after ${Math.round(tookMs / 1000)} s: ${name}`);
    }
    return lines;
  }

  /** Processes whose beat has not changed, and for how many looks. */
  #stillLoops() {
    const still = [];
    for (const [pid, beat] of beatsIn(this.folder)) {
      const before = this.#beats.get(pid);
      const seconds = before?.beat === beat ? before.seconds + 1 : 0;
      this.#beats.set(pid, { beat, seconds });
      if (seconds > 0) still.push({ pid, seconds });
    }
    return still;
  }

  /**
   * `spawn` waits for its fork with the main thread, and a fork in which a library's `pthread_atfork` handler waits for a
   * lock never becomes the program: without it the parent goes on, and the test that needed the program fails.
   */
  #freeFrom(pid) {
    return this.system.forkedOnly(pid).map((child) => {
      this.system.kill(child.pid);
      return (
        `Process ${pid} waits in spawn() for child ${child.pid}, which did not become another program within ` +
        `${FORK_SECONDS} s (a lock held at the fork); the child is ended. During: ` +
        (runningIn(this.folder).map(nameOf).join('; ') || 'no test')
      );
    });
  }
}

/** What runs, and what each process of the run waits for. */
export function describeRun(folder) {
  const lines = runningIn(folder).map((entry) => {
    const seconds = Math.round((Date.now() - entry.sinceMs) / 1000);
    return `was running for ${seconds} s: ${nameOf(entry)}`;
  });
  if (lines.length === 0) lines.push('No test was running.');
  for (const [pid] of beatsIn(folder)) {
    lines.push(`process ${pid}: ${threadStates(pid).join('; ')}`);
    for (const child of descendantsOf(pid)) {
      lines.push(`  child ${child.pid}, ${child.state}: ${child.command.slice(0, 160)}`);
    }
  }
  return lines;
}

/** Ends a process and all it started. */
export function killTree(pid) {
  const all = descendantsOf(pid).map((child) => child.pid);
  for (const one of [pid, ...all]) killProcess(one);
}

function nameOf({ path, test, after }) {
  const file = relative(ROOT, path);
  if (test !== undefined) return `${file} › ${test}`;
  // A test that blocks at once is not announced any more.
  return after === undefined
    ? `${file}, before or in its first test`
    : `${file}, after "${after}" or in the test that follows`;
}

function runningIn(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
  } catch {
    return [];
  }
}

function beatsIn(folder) {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.beat'));
    return files
      .map((name) => [Number.parseInt(name, 10), readFileSync(join(folder, name), 'utf8')])
      .filter(([pid]) => isAlive(pid));
  } catch {
    return [];
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
