/** Without a packet for this long, while frames arrive, the stream has no sound any more. */
const SILENCE_MS = 5000;

/**
 * Whether there is sound, from what arrives: an answer may promise sound that the source turns out not to have.
 *
 * The last knowledge holds while nothing arrives at all, as during a reconnect, so that the controls do not come and go.
 */
export class AudioPresence {
  /** Whether the server promised sound in its last answer; `undefined` before the first. */
  isPromised: boolean | undefined;
  private present = false;
  private packets = 0;
  private frames = 0;
  /** When sound last arrived, or when frames last did not. */
  private arrivedAtMs = 0;

  /** Whether there is sound. */
  get isPresent(): boolean {
    return this.present;
  }

  /** A session begins, whose counters start at 0. */
  begin(nowMs: number): void {
    this.packets = 0;
    this.frames = 0;
    this.arrivedAtMs = nowMs;
  }

  /** The first packet of a session arrived. */
  noteArrival(nowMs: number): void {
    this.present = true;
    this.arrivedAtMs = nowMs;
  }

  /** @param packets of sound, and frames, received so far in this session */
  observe(packets: number, frames: number, nowMs: number): void {
    if (packets > this.packets) this.noteArrival(nowMs);
    // A stalled connection says nothing about the sound.
    else if (frames === this.frames) this.arrivedAtMs = nowMs;
    else if (nowMs - this.arrivedAtMs >= SILENCE_MS) this.present = false;
    this.packets = packets;
    this.frames = frames;
  }
}
