import { LazyPart } from '../lazy-part.js';
import type { SessionReport } from '../session/session-report.js';
import type { StatsMeter } from '../session/stats-meter.js';
import type { ViewerSession } from '../session/viewer-session.js';
import type { PlayerStats } from '../webgear-player.interface.js';

/** A session without a frame is measured after this time. */
const LATE_MS = 1000;

const meterFile = new LazyPart(() => import('../session/stats-meter.js'));

/** Measures the current session of a player: from its first frame on, because that waits for nothing else, or once it is late. */
export class SessionMeasurement {
  private meter: StatsMeter | undefined;
  private isLoading = false;
  private begunAtMs = 0;

  /** The latest statistics. */
  get stats(): PlayerStats | undefined {
    return this.meter?.stats;
  }

  /** Current delay of the jitter buffer, in milliseconds. */
  get delayMs(): number | undefined {
    return this.meter?.delayMs;
  }

  /** A session begins. */
  begin(nowMs: number): void {
    this.meter = undefined;
    this.begunAtMs = nowMs;
  }

  isDue(hasFrame: boolean, nowMs: number): boolean {
    return !this.isLoading && (hasFrame || nowMs - this.begunAtMs > LATE_MS);
  }

  /** Resolves to `undefined` where there is nothing to read, or no more by then. */
  async read(session: ViewerSession, isCurrent: () => boolean): Promise<SessionReport | undefined> {
    this.isLoading = true;
    const file = await meterFile.load();
    this.isLoading = false;
    if (file === undefined || !isCurrent()) return undefined;
    this.meter ??= new file.StatsMeter();
    const report = await session.report(this.meter).catch(() => undefined);
    return isCurrent() ? report : undefined;
  }
}
