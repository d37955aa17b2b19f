/**
 * Position of a recording, so that it resumes there after a failure.
 *
 * A recording that was stopped on purpose, or has ended, starts from its beginning.
 */
export class ResumePoint {
  private reachedUs: number | undefined;
  private run: AbortSignal | undefined;
  /** `undefined` until the source has opened: a failure to connect says nothing about the position. */
  private showedSome: boolean | undefined;

  /** Where to start, in microseconds from the beginning; `undefined` at the beginning. */
  get startAtUs(): number | undefined {
    return this.reachedUs;
  }

  /** @param run aborts when the recording is stopped on purpose */
  begin(run: AbortSignal): void {
    // An input that opens and delivers nothing cannot be entered at that position, for example without byte ranges.
    if (this.run?.aborted === true || this.showedSome === false) this.reachedUs = undefined;
    this.run = run;
    this.showedSome = undefined;
  }

  /** The recording has been opened. */
  opened(): void {
    this.showedSome = false;
  }

  /** A frame at this position was emitted. */
  reached(mediaTimeUs: number): void {
    this.reachedUs = mediaTimeUs;
    this.showedSome = true;
  }

  /** The recording has ended. */
  ended(): void {
    this.reachedUs = undefined;
    this.showedSome = undefined;
  }
}
