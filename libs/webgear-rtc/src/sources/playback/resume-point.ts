/**
 * How far a recording was played, so that one that breaks off goes on there instead of from its beginning.
 *
 * One that was left on purpose, or came to its end, begins anew.
 */
export class ResumePoint {
  private reachedUs: number | undefined;
  private run: AbortSignal | undefined;
  /** `undefined` until the source has opened: one that is away says nothing of the place. */
  private showedSome: boolean | undefined;

  /** Where to begin, in microseconds from the recording's start; `undefined` at its start. */
  get startAtUs(): number | undefined {
    return this.reachedUs;
  }

  /** @param run aborted when whoever plays the recording has enough of it */
  begin(run: AbortSignal): void {
    // What opens and then has nothing cannot be entered at that place; a server without ranges is such.
    if (this.run?.aborted === true || this.showedSome === false) this.reachedUs = undefined;
    this.run = run;
    this.showedSome = undefined;
  }

  /** The recording is open. */
  opened(): void {
    this.showedSome = false;
  }

  /** A frame at this place was given out. */
  reached(mediaTimeUs: number): void {
    this.reachedUs = mediaTimeUs;
    this.showedSome = true;
  }

  /** The recording came to its end. */
  ended(): void {
    this.reachedUs = undefined;
    this.showedSome = undefined;
  }
}
