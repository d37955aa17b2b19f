import type { CaptureClock } from '../media/capture-clock.js';
import { earlyUs } from './send-pace.js';

/** The shortest time that a timer takes, in milliseconds: short against the 5 ms in which one group of packets leaves. */
const tickMs = 1;

/** What has packets waiting for their time. */
export interface PacedQueue {
  /** `true` when nothing waits. */
  readonly empty: boolean;
  /** When it has anything to send, at the earliest, in microseconds; in the past where the network has to take it first. */
  readonly dueUs: number;
  /** Sends what is due and the network takes; `true` when that was anything. */
  sendDue(nowUs: number): boolean;
}

/**
 * Sends what waits in the queues of all viewers: one timer for all of them, until the first of them is due, and none while
 * nothing waits.
 */
export class FramePacer {
  private readonly queues = new Set<PacedQueue>();
  /** When the timer fires; infinite without one. */
  private wakesUs = Number.POSITIVE_INFINITY;

  constructor(private readonly clock: CaptureClock) {}

  /** Sees to a queue until it is empty. */
  watch(queue: PacedQueue): void {
    if (queue.empty) return;
    this.queues.add(queue);
    if (queue.dueUs < this.wakesUs) this.wakeAt(queue.dueUs, this.clock.nowUs());
  }

  /** Leaves a queue alone from now on. */
  forget(queue: PacedQueue): void {
    this.queues.delete(queue);
  }

  private wakeAt(dueUs: number, nowUs: number): void {
    const delayMs = Math.max(tickMs, Math.ceil((dueUs - nowUs) / 1_000));
    const wakesUs = nowUs + delayMs * 1_000;
    // Where less than the shortest time is to be gained, or nothing at all.
    if (wakesUs >= this.wakesUs) return;
    this.wakesUs = wakesUs;
    void this.clock.sleep(delayMs).then(() => this.wake(wakesUs));
  }

  private wake(wakesUs: number): void {
    // One that was set for a sooner time has come before this one.
    if (wakesUs !== this.wakesUs) return;
    this.wakesUs = Number.POSITIVE_INFINITY;
    this.sendDue();
    let nextUs = Number.POSITIVE_INFINITY;
    for (const queue of this.queues) nextUs = Math.min(nextUs, queue.dueUs);
    if (this.queues.size > 0) this.wakeAt(nextUs, this.clock.nowUs());
  }

  private sendDue(): void {
    let nowUs = this.clock.nowUs();
    // As they are now: what is put behind the others below would otherwise have turn after turn.
    const turns = [...this.queues];
    for (const queue of turns) {
      if (!queue.empty && queue.dueUs > nowUs + earlyUs) continue;
      // Read for each: an estimator must not take the time that others took here for time on the path.
      nowUs = this.clock.nowUs();
      // Who had a turn goes behind those who had none, for when the network takes only a part.
      if (queue.sendDue(nowUs)) this.queues.delete(queue);
      if (queue.empty) this.queues.delete(queue);
      else this.queues.add(queue);
    }
  }
}
