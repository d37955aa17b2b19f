import { SeededRandom } from './seeded-random.js';

/** What a simulated line does to packets. Times are in microseconds since the start. */
export interface SimulatedLinkOptions {
  /** In bits per second, at a time. */
  readonly bps: (timeUs: number) => number;
  /** Packets that would wait longer are dropped, in milliseconds; default 300. */
  readonly queueMs?: number;
  /** One way, in milliseconds; default 20. */
  readonly delayMs?: number;
  /** Share lost at random, 0 to 1; default 0. */
  readonly loss?: number;
  /** Up to so much more or less delay, in milliseconds, in order; default 0. */
  readonly jitterMs?: number;
  /** Packets may overtake each other where the delay varies; default `false`. */
  readonly reorders?: boolean;
  /** Nothing passes between these times, in milliseconds since the start. */
  readonly stalls?: readonly (readonly [fromMs: number, toMs: number])[];
  /** Traffic of others, in bits per second, at a time; default none. */
  readonly crossBps?: (timeUs: number) => number;
  readonly seed?: number;
}

const crossBytes = 1_200;

/** A packet that leaves alone, as `SentPackets` is told of it. */
export function onePacket(byteLength: number, probeId?: number) {
  return { packets: 1, packetBytes: byteLength, byteLength, probeId };
}

/** One direction of a line: one queue, first in, first out. */
export class SimulatedLink {
  /** Packets given to it that it has dropped or lost. */
  dropped = 0;
  private readonly random: SeededRandom;
  private freeUs = 0;
  private lastArrivalUs = 0;
  private crossDueBytes = 0;
  private advancedUs = 0;

  constructor(private readonly options: SimulatedLinkOptions) {
    this.random = new SeededRandom(options.seed ?? 1);
  }

  /** How long a packet given to it now would wait, in microseconds. */
  queueUs(nowUs: number): number {
    return Math.max(0, this.freeUs - nowUs);
  }

  /** Lets the traffic of others pass up to a time. */
  advance(nowUs: number): void {
    const { crossBps } = this.options;
    if (crossBps !== undefined) {
      this.crossDueBytes += (crossBps(nowUs) * (nowUs - this.advancedUs)) / 8_000_000;
      while (this.crossDueBytes >= crossBytes) {
        this.crossDueBytes -= crossBytes;
        this.enqueue(nowUs, crossBytes);
      }
    }
    this.advancedUs = nowUs;
  }

  /** When a packet given to it now arrives; `undefined` where it does not. */
  send(nowUs: number, byteLength: number): number | undefined {
    const { loss = 0, delayMs = 20, jitterMs = 0, reorders = false } = this.options;
    const leavesUs = this.enqueue(nowUs, byteLength);
    if (leavesUs === undefined || this.random.chance(loss)) {
      this.dropped++;
      return undefined;
    }
    const jitterUs = (this.random.next() * 2 - 1) * jitterMs * 1_000;
    const arrivalUs = leavesUs + Math.max(1_000, delayMs * 1_000 + jitterUs);
    if (reorders) return arrivalUs;
    this.lastArrivalUs = Math.max(this.lastArrivalUs, arrivalUs);
    return this.lastArrivalUs;
  }

  private enqueue(nowUs: number, byteLength: number): number | undefined {
    const { bps, queueMs = 300, stalls = [] } = this.options;
    if (this.freeUs - nowUs > queueMs * 1_000) return undefined;
    let startUs = Math.max(this.freeUs, nowUs);
    for (const [fromMs, toMs] of stalls) {
      if (startUs >= fromMs * 1_000 && startUs < toMs * 1_000) startUs = toMs * 1_000;
    }
    this.freeUs = startUs + (byteLength * 8_000_000) / bps(startUs);
    return this.freeUs;
  }
}
