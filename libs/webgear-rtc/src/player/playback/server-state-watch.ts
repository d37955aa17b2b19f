const INTERVAL_MS = 5000;
/** When the picture stands still, the reason is wanted soon. */
const WORRIED_INTERVAL_MS = 1500;

/** What the server last said of the stream, and when to ask it again. */
export class ServerStateWatch {
  private state: string | undefined;
  private askedAtMs = Number.NEGATIVE_INFINITY;

  /** Whether it is time to ask; counts as asked then. */
  isDue(nowMs: number, isWorried: boolean): boolean {
    if (nowMs - this.askedAtMs < (isWorried ? WORRIED_INTERVAL_MS : INTERVAL_MS)) return false;
    this.askedAtMs = nowMs;
    return true;
  }

  note(state: string | undefined): void {
    this.state = state;
  }

  /** What was said belongs to a time before. */
  forget(): void {
    this.state = undefined;
    this.askedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** The source is not there; what comes meanwhile is a slate. */
  get isAway(): boolean {
    return this.state === 'reconnecting' || this.state === 'starting' || this.state === 'ended';
  }

  get isStarting(): boolean {
    return this.state === 'starting';
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** As far as is known: a server that does not say is one that has nothing to say. */
  get isPlaying(): boolean {
    return !this.isAway && this.state !== 'closed';
  }
}
