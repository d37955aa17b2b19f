/**
 * What a link does to datagrams.
 *
 * @typedef {object} LinkSettings
 * @property {number} [rateBps] bits per second that it carries; without a limit when left out
 * @property {number} [queueMs] how long a datagram waits at most for those in front of it; one that would wait longer is
 *   dropped (drop-tail). Without a limit when left out
 * @property {number} [delayMs] how long each is under way, beside the time it takes to be sent; 0 when left out
 * @property {number} [lossRate] share of datagrams that are lost behind the queue, 0 to 1
 * @property {number} [jitterMs] by how much longer some are under way, at most; order is kept
 * @property {number} [reorderRate] share that is overtaken by those behind, 0 to 1
 */

/**
 * Settings from a moment on; those that are not named stay as they are.
 *
 * @typedef {LinkSettings & { atMs: number }} LinkStep
 */

/** By how much a datagram that is overtaken is late. */
const overtakenByMs = 15;

/** IPv4 and UDP headers: a link carries them too. */
const headerBytes = 28;

/**
 * One direction of a network path, as a model without sockets and timers: a queue in front of a link of constant rate,
 * then a delay. A datagram keeps the time it was given when the rate changes behind it, so a queue that is full at that
 * moment empties at the former rate.
 */
export class BottleneckLink {
  /** Datagrams that were lost at random. */
  lost = 0;
  /** Datagrams that were dropped because the queue was full. */
  dropped = 0;
  #settings;
  #random;
  #freeAtMs = Number.NEGATIVE_INFINITY;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;
  /** @type {readonly LinkStep[]} */
  #steps = [];
  #stepsStartMs = 0;

  /**
   * @param {LinkSettings} settings
   * @param {{ next(): number, chance(probability: number): boolean }} random
   */
  constructor(settings, random) {
    this.#settings = settings;
    this.#random = random;
  }

  /** What it does now. */
  get settings() {
    return this.#settings;
  }

  /**
   * Changes what is named; everything else stays.
   *
   * @param {LinkSettings} settings
   */
  change(settings) {
    this.#settings = { ...this.#settings, ...settings };
  }

  /**
   * Replaces all settings; what is not named is as if never set.
   *
   * @param {LinkSettings} settings
   */
  replace(settings) {
    this.#settings = settings;
    this.#steps = [];
  }

  /**
   * Changes the settings at the times of the steps, which must rise.
   *
   * @param {readonly LinkStep[]} steps
   * @param {number} startMs time that the steps count from
   */
  follow(steps, startMs) {
    this.#steps = steps;
    this.#stepsStartMs = startMs;
  }

  /**
   * How long a datagram that comes now waits before it is sent.
   *
   * @param {number} nowMs
   */
  waitMs(nowMs) {
    return Math.max(0, this.#freeAtMs - nowMs);
  }

  /**
   * Takes a datagram.
   *
   * @param {number} nowMs must not fall
   * @param {number} bytes of its UDP payload
   * @returns {number | undefined} when it arrives at the other end; `undefined` if it does not
   */
  enqueue(nowMs, bytes) {
    this.#takeSteps(nowMs);
    const { rateBps = Infinity, queueMs = Infinity } = this.#settings;
    const waitMs = this.waitMs(nowMs);
    if (waitMs > queueMs) {
      this.dropped += 1;
      return undefined;
    }
    this.#freeAtMs = nowMs + waitMs + ((bytes + headerBytes) * 8000) / rateBps;
    return this.#propagate(this.#freeAtMs);
  }

  #takeSteps(nowMs) {
    while (this.#steps.length > 0 && this.#steps[0].atMs <= nowMs - this.#stepsStartMs) {
      const [{ atMs: _atMs, ...settings }, ...later] = this.#steps;
      this.change(settings);
      this.#steps = later;
    }
  }

  #propagate(sentMs) {
    const { delayMs = 0, lossRate = 0, jitterMs = 0, reorderRate = 0 } = this.#settings;
    if (this.#random.chance(lossRate)) {
      this.lost += 1;
      return undefined;
    }
    const inOrderMs = Math.max(this.#lastArrivalMs, sentMs + delayMs + this.#random.next() * jitterMs);
    if (this.#random.chance(reorderRate)) return inOrderMs + overtakenByMs;
    this.#lastArrivalMs = inOrderMs;
    return inOrderMs;
  }
}
