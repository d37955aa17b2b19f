/** How often {@link PathWatch.isQuiet} is to be asked, in milliseconds. */
export const PATH_WATCH_MS = 100;
/** A pause between frames that is not worth a look at the packets. */
const QUIET_MS = 150;
/** Sources with a low frame rate are quiet after this many frame intervals. */
const QUIET_INTERVALS = 2;
/** Assumed until there are two frames. */
const FIRST_INTERVAL_MS = 2000;
/** Without any packet for this long, an interrupted stream of frames is taken for a broken path. */
const SILENT_MS = 150;
/** A source that stutters interrupts the packets too, and the server is asked in vain: so often at once, then at this interval. */
const REPORTS = 3;
const REPORT_INTERVAL_MS = 20_000;

/**
 * Detects that a path carries nothing any more, long before ICE does: browsers need 5 s to report it.
 *
 * Packets are counted only while frames are missing, because reading the statistics is not cheap.
 */
export class PathWatch {
  private frameMark = 0;
  private frameAtMs = 0;
  private intervalMs = 0;
  private packets = -1;
  private packetsAtMs = 0;
  /** Each report takes an interval, and at most {@link REPORTS} of them lie in the future. */
  private spentUntilMs = 0;
  private isSuspicious = false;
  private isReported = false;

  /** The network may have changed: packets are counted whether frames are missing or not. */
  suspect(): void {
    this.isSuspicious = true;
    this.isReported = false;
    this.packets = -1;
  }

  /**
   * Whether packets must be counted.
   *
   * @param frameMark changes with each frame; 0 before the first
   */
  isQuiet(frameMark: number, nowMs: number): boolean {
    if (frameMark !== this.frameMark) {
      this.intervalMs = this.frameMark === 0 ? FIRST_INTERVAL_MS : nowMs - this.frameAtMs;
      this.frameMark = frameMark;
      this.frameAtMs = nowMs;
      this.packets = -1;
      this.isSuspicious = this.isReported = false;
    }
    if (this.isReported || this.isSuspicious) return !this.isReported;
    const quietMs = Math.max(QUIET_MS, QUIET_INTERVALS * this.intervalMs);
    return frameMark !== 0 && nowMs - this.frameAtMs > quietMs;
  }

  /** Whether the path carries nothing; `true` once for each interruption. */
  isSilent(packets: number, nowMs: number): boolean {
    if (packets !== this.packets) {
      this.packets = packets;
      this.packetsAtMs = nowMs;
      return false;
    }
    if (this.isReported || nowMs - this.packetsAtMs < SILENT_MS) return false;
    const spentUntilMs = Math.max(this.spentUntilMs, nowMs) + REPORT_INTERVAL_MS;
    if (!this.isSuspicious && spentUntilMs - nowMs > REPORTS * REPORT_INTERVAL_MS) return false;
    this.spentUntilMs = spentUntilMs;
    return (this.isReported = true);
  }
}
