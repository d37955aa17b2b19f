import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const drainTimeoutMs = 5_000;

/**
 * The other end of a measurement, in a process of its own.
 *
 * It stands still while a burst is sent, so that neither its work nor its waking up is on the sender's bill, and reads
 * afterwards what the kernel has kept for it.
 */
export class Receiver {
  #child;
  #expected = 0;

  /** @param {import('node:child_process').ChildProcess} child @param {number} port */
  constructor(child, port) {
    this.#child = child;
    this.port = port;
  }

  static async start() {
    const child = fork(fileURLToPath(new URL('counting-receiver.mjs', import.meta.url)));
    const [{ port }] = await once(child, 'message');
    return new Receiver(child, port);
  }

  /**
   * Runs `send` and sees that all it sent arrives.
   *
   * @param {number} datagrams how many `send` sends
   * @param {() => void} send
   * @returns {Promise<{ cpuUs: number, lost: number }>} CPU time of this process for it
   */
  async burst(datagrams, send) {
    this.#child.kill('SIGSTOP');
    const before = process.cpuUsage();
    send();
    const { user, system } = process.cpuUsage(before);
    this.#child.kill('SIGCONT');
    this.#expected += datagrams;
    const lost = await this.#drain();
    this.#expected -= lost;
    return { cpuUs: user + system, lost };
  }

  close() {
    this.#child.disconnect();
  }

  async #drain() {
    const giveUpAtMs = performance.now() + drainTimeoutMs;
    let received = 0;
    for (let unchanged = 0; unchanged < 20 && performance.now() < giveUpAtMs; unchanged += 1) {
      this.#child.send('count');
      const [{ datagrams }] = await once(this.#child, 'message');
      if (datagrams >= this.#expected) return 0;
      if (datagrams > received) unchanged = 0;
      received = datagrams;
      await sleep(2);
    }
    return this.#expected - received;
  }
}
