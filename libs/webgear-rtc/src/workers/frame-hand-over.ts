import type { CaptureClock } from '../media/capture-clock.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { FrameMemory } from './frame-memory.js';
import type { ThreadOrder } from './thread-messages.interface.js';

/**
 * How far a thread may lag behind, in microseconds. Beyond that its viewers get nothing until it has caught up, and go
 * on with a key frame: pictures that pile up before a busy thread would only make it later, and fill the memory.
 */
const mostLagUs = 500_000;

/** Hands pictures to one thread: each once, with all its viewers who get it. Never waits. */
export class FrameHandOver {
  private pending: { readonly frame: PacketizedFrame; readonly viewers: number[] } | undefined;
  private number = 0;
  /** When those pictures were handed over that the thread has not taken yet. */
  private readonly underWayUs: number[] = [];
  private takenBefore = 0;

  /** @param taken what the thread raises by one for each picture it has taken */
  constructor(
    private readonly memory: FrameMemory,
    private readonly taken: Int32Array,
    private readonly clock: CaptureClock,
    private readonly post: (order: ThreadOrder) => void,
  ) {}

  /**
   * Takes a picture for one viewer. It leaves with the viewers of the same picture who are named until this turn of the
   * event loop ends, which is when the broadcast has gone through them all.
   *
   * @returns the number of the picture; `undefined` when the thread lags too far behind
   */
  offer(viewer: number, frame: PacketizedFrame): number | undefined {
    if (this.pending?.frame === frame) {
      this.pending.viewers.push(viewer);
      return this.number;
    }
    this.flush();
    if (this.lags()) return undefined;
    this.pending = { frame, viewers: [viewer] };
    queueMicrotask(() => this.flush());
    return ++this.number;
  }

  private flush(): void {
    const { pending, number } = this;
    if (pending === undefined) return;
    this.pending = undefined;
    this.underWayUs.push(this.clock.nowUs());
    this.post({
      kind: 'frame',
      number,
      viewers: pending.viewers,
      frame: this.memory.share(pending.frame),
    });
  }

  private lags(): boolean {
    const taken = Atomics.load(this.taken, 0);
    // Both wrap around at 2^32.
    this.underWayUs.splice(0, (taken - this.takenBefore) | 0);
    this.takenBefore = taken;
    const [oldestUs] = this.underWayUs;
    return oldestUs !== undefined && this.clock.nowUs() - oldestUs > mostLagUs;
  }
}
