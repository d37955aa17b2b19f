import type { CaptureClock } from '../media/capture-clock.js';

/** Short against the 5 ms in which one group of packets leaves: a frame of some groups must not wait for the timer. */
const tickMs = 1;

/** What has packets waiting for their time. */
export interface PacedQueue {
  /** `true` when nothing waits. */
  readonly empty: boolean;
  /** Sends what is due and the network takes; `true` when that was anything. */
  sendDue(nowUs: number): boolean;
}

/** Sends what waits in the queues of all viewers: one timer for all of them, and none while nothing waits. */
export class FramePacer {
  private readonly queues = new Set<PacedQueue>();
  private running = false;

  constructor(private readonly clock: CaptureClock) {}

  /** Sees to a queue until it is empty. */
  watch(queue: PacedQueue): void {
    if (queue.empty) return;
    this.queues.add(queue);
    if (!this.running) void this.run();
  }

  /** Leaves a queue alone from now on. */
  forget(queue: PacedQueue): void {
    this.queues.delete(queue);
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queues.size > 0) {
      await this.clock.sleep(tickMs);
      // As they are now: what is put behind the others below would otherwise have turn after turn.
      const turns = [...this.queues];
      for (const queue of turns) {
        // Who had a turn goes behind those who had none, for when the network takes only a part.
        // Read for each: an estimator must not take the time that others took here for time on the path.
        if (queue.sendDue(this.clock.nowUs())) this.queues.delete(queue);
        if (queue.empty) this.queues.delete(queue);
        else this.queues.add(queue);
      }
    }
    this.running = false;
  }
}
