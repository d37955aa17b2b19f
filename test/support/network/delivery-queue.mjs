/** Timers of Node end up to a millisecond late; one that ends half of it early is as good. */
const earlyMs = 0.5;

/**
 * Calls functions at their times, in the order of these times. One timer serves all of them: those of Node that end within
 * the same millisecond fire in any order, which would reorder datagrams.
 */
export class DeliveryQueue {
  /** @type {{ dueMs: number, deliver: () => void }[]} */
  #waiting = [];
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {number} dueMs on the clock of `performance.now()`
   * @param {() => void} deliver
   */
  add(dueMs, deliver) {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1].dueMs > dueMs) at -= 1;
    this.#waiting.splice(at, 0, { dueMs, deliver });
    if (at === 0) this.#deliverDue();
  }

  /** Forgets everything that waits. */
  close() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #deliverDue() {
    clearTimeout(this.#timer);
    const limitMs = performance.now() + earlyMs;
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count].dueMs <= limitMs) count += 1;
    for (const { deliver } of this.#waiting.splice(0, count)) deliver();
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#deliverDue(), next.dueMs - performance.now());
  }
}
