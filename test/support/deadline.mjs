import { once } from 'node:events';

/** Longest time that a killed process, or a server without connections, takes to be gone. */
const END_LIMIT_MS = 10_000;

/** What a test waited for did not happen in time; the message says what that was. */
export class DeadlineError extends Error {
  name = 'DeadlineError';
}

/**
 * Waits for something, but not for longer than that. What is late goes on, and what becomes of it is ignored.
 *
 * @template Value
 * @param {number} limitMs
 * @param {string} what is waited for, as in "Waited 5 s for …"
 * @param {PromiseLike<Value>} work
 * @returns {Promise<Value>}
 */
export async function within(limitMs, what, work) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineError(`Waited ${limitMs / 1000} s for ${what}.`)),
      Math.max(limitMs, 0),
    );
  });
  const working = Promise.resolve(work);
  working.catch(() => undefined);
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends a process and resolves when it is gone. One that could not be started is gone already, and never says so.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ signal?: NodeJS.Signals, limitMs?: number }} [how] after the limit it is killed
 */
export async function endProcess(child, { signal = 'SIGKILL', limitMs = END_LIMIT_MS } = {}) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const what = `${child.spawnfile} (${child.pid}) to end after ${signal}`;
  try {
    await within(limitMs, what, ended);
  } catch (error) {
    if (signal === 'SIGKILL') throw error;
    child.kill('SIGKILL');
    await within(END_LIMIT_MS, `${what} and SIGKILL`, ended);
  }
}

/**
 * Closes an HTTP server with its connections. First the port: a connection that comes after the others were ended would
 * keep the server open until its client goes.
 *
 * @param {import('node:http').Server} server
 */
export async function closeServer(server) {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await within(END_LIMIT_MS, 'an HTTP server to close', closed);
}
