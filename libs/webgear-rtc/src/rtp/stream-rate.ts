/** Long enough to hold a key frame of most streams, in microseconds of media. */
const WINDOW_US = 2_000_000;

/** Over less than this a key frame alone would look like a fast stream, in microseconds of media. */
const LEAST_US = 500_000;

/** Measures how many bits a second of media has. */
export class StreamRate {
  private startUs: number | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;
  private bytes = 0;
  private measuredBps: number | undefined;

  /** In bits per second; `undefined` before half a second of media. */
  get bps(): number | undefined {
    const spanUs = this.lastUs - (this.startUs ?? this.lastUs);
    return this.measuredBps ?? (spanUs >= LEAST_US ? (this.bytes * 8_000_000) / spanUs : undefined);
  }

  /** Takes a frame of so many bytes. Frames of the past, sent again, and those after a pause begin another measurement. */
  note(captureTimeUs: number, byteLength: number): void {
    const stepUs = captureTimeUs - this.lastUs;
    if (this.startUs === undefined || stepUs < 0 || stepUs > WINDOW_US) this.begin(captureTimeUs);
    const spanUs = captureTimeUs - (this.startUs ?? captureTimeUs);
    if (spanUs >= WINDOW_US) {
      this.measuredBps = (this.bytes * 8_000_000) / spanUs;
      this.begin(captureTimeUs);
    }
    this.lastUs = captureTimeUs;
    this.bytes += byteLength;
  }

  private begin(captureTimeUs: number): void {
    this.startUs = captureTimeUs;
    this.lastUs = captureTimeUs;
    this.bytes = 0;
  }
}
