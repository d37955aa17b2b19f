import type { PlayerStats } from '../webgear-player.interface.js';
import type { SessionReport } from './session-report.js';

/** Over less, one late picture makes the rate jump. */
const SPAN_MS = 1000;

/** Makes rates of counters. */
export class StatsMeter {
  private reports: SessionReport[] = [];

  /** The newest measurements, once there is a second of them. */
  stats: PlayerStats | undefined;

  /** How long a picture waits in the buffer now, in milliseconds. */
  get delayMs(): number | undefined {
    return this.stats?.delayMs;
  }

  note(report: SessionReport): void {
    this.reports.push(report);
    // The oldest that is a second old stays: it is what the newest is compared with.
    while ((this.reports[1]?.atMs ?? Number.POSITIVE_INFINITY) <= report.atMs - SPAN_MS) this.reports.shift();
    const [oldest] = this.reports;
    if (oldest !== undefined && oldest.atMs <= report.atMs - SPAN_MS) this.stats = compare(oldest, report);
  }
}

function compare(before: SessionReport, now: SessionReport): PlayerStats {
  const seconds = (now.atMs - before.atMs) / 1000;
  const received = now.packetsReceived - before.packetsReceived;
  // A packet that arrives late after all takes back what was counted as lost.
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const emitted = difference(before.jitterBufferEmittedCount, now.jitterBufferEmittedCount);
  const delayS = difference(before.jitterBufferDelayS, now.jitterBufferDelayS);
  return {
    width: now.width,
    height: now.height,
    framesPerSecond: (now.framesDecoded - before.framesDecoded) / seconds,
    bitrateBps: ((now.bytesReceived - before.bytesReceived) * 8) / seconds,
    lossRate: received + lost === 0 ? undefined : lost / (received + lost),
    roundTripMs: now.roundTripMs,
    delayMs: emitted && delayS !== undefined ? (delayS / emitted) * 1000 : undefined,
    codec: now.codec,
  };
}

function difference(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? undefined : now - before;
}
