import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const events = ['instructions', 'cycles'];

/**
 * Reads what `perf stat -x,` says.
 *
 * @param {string} output
 * @returns {Record<string, number>} what each counter counted; one that the machine does not have is left out, as on many
 *   virtual machines
 */
export function readCounters(output) {
  const counted = output
    .split('\n')
    .map((line) => line.split(','))
    .filter(([value, , event]) => event !== undefined && /^\d+$/.test(value))
    // With a qualifier where the kernel hides its own part: `instructions:u`.
    .map(([value, , event]) => [event.split(':', 1)[0], Number(value)]);
  return Object.fromEntries(counted);
}

/**
 * Counts what all threads of a process do from now on.
 *
 * @param {number} pid
 * @returns {() => Promise<Record<string, number>>} ends it; nothing where there is no perf, or it may not count
 */
export function countInstructions(pid) {
  const perf = spawn('perf', ['stat', '-x,', '-e', events.join(','), '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const missing = new Promise((resolve) => perf.once('error', () => resolve('')));
  const output = Promise.race([text(perf.stderr), missing]);
  return async () => {
    perf.kill('SIGINT');
    return readCounters(await output);
  };
}
