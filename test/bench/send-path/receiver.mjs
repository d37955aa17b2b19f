import { setTimeout as sleep } from 'node:timers/promises';

const drainTimeoutMs = 5_000;
// Of 2 ms each, in which nothing more came: on a busy machine a receiver has to wait for a processor.
const patientPolls = 100;

/**
 * The other end of a measurement, in a process of its own.
 *
 * It stands still while a burst is sent, so that neither its work nor its waking up is on the sender's bill, and reads
 * afterwards what the kernel has kept for it.
 */
export class Receiver {
  #child;
  #count;
  #expected = 0;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {() => Promise<number>} count how many datagrams it has got so far
   */
  constructor(child, count) {
    this.#child = child;
    this.#count = count;
  }

  /**
   * Runs `send` and sees that all it sent arrives.
   *
   * @param {number} datagrams how many `send` sends
   * @param {() => void | Promise<void>} send
   * @returns {Promise<{ cpuUs: number, lost: number }>} CPU time of this process for it
   */
  async burst(datagrams, send) {
    this.#child.kill('SIGSTOP');
    const before = process.cpuUsage();
    // A turn of the microtasks is not free: only who has to be waited for pays for it.
    const sending = send();
    if (sending !== undefined) await sending;
    const { user, system } = process.cpuUsage(before);
    this.#child.kill('SIGCONT');
    this.#expected += datagrams;
    const lost = await this.#drain();
    this.#expected -= lost;
    return { cpuUs: user + system, lost };
  }

  async #drain() {
    const giveUpAtMs = performance.now() + drainTimeoutMs;
    let received = 0;
    for (let unchanged = 0; unchanged < patientPolls && performance.now() < giveUpAtMs; unchanged += 1) {
      const datagrams = await this.#count();
      if (datagrams >= this.#expected) return 0;
      if (datagrams > received) unchanged = 0;
      received = datagrams;
      await sleep(2);
    }
    return this.#expected - received;
  }
}
