import type { PlayerStats } from '../webgear-player.interface.js';
import { compareAudio } from './audio-stats.js';
import { readReport, type SessionReport } from './session-report.js';
import { growthOf, ratioOf } from './stats-report.js';

/** Over a shorter span a single late frame changes the rate too much. */
const SPAN_MS = 1000;

/** Reads the counters of a connection, and computes rates from them: in a file of its own, because the first frame needs none. */
export class StatsMeter {
  private reports: SessionReport[] = [];

  /** The latest statistics; `undefined` during the first second. */
  stats: PlayerStats | undefined;

  /** Current delay of the jitter buffer, in milliseconds. */
  get delayMs(): number | undefined {
    return this.stats?.delayMs;
  }

  /** Reads and takes the counters of now. */
  async read(connection: RTCPeerConnection): Promise<SessionReport> {
    const report = await readReport(connection);
    this.note(report);
    return report;
  }

  /** Takes the counters of an instant. */
  note(report: SessionReport): void {
    this.reports.push(report);
    // Keeps one report that is a second old, to compare the newest with.
    while ((this.reports[1]?.atMs ?? Number.POSITIVE_INFINITY) <= report.atMs - SPAN_MS) this.reports.shift();
    const [oldest] = this.reports;
    if (oldest !== undefined && oldest.atMs <= report.atMs - SPAN_MS) this.stats = compare(oldest, report);
  }
}

function compare(before: SessionReport, now: SessionReport): PlayerStats {
  const seconds = (now.atMs - before.atMs) / 1000;
  const received = now.packetsReceived - before.packetsReceived;
  // A packet that arrives late decrements `packetsLost`.
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const delayS = ratioOf(
    growthOf(before.jitterBufferDelayS, now.jitterBufferDelayS),
    growthOf(before.jitterBufferEmittedCount, now.jitterBufferEmittedCount),
  );
  return {
    width: now.width,
    height: now.height,
    framesPerSecond: (now.framesDecoded - before.framesDecoded) / seconds,
    bitrateBps: ((now.bytesReceived - before.bytesReceived) * 8) / seconds,
    lossRate: ratioOf(lost, received + lost),
    roundTripMs: now.roundTripMs,
    delayMs: delayS === undefined ? undefined : delayS * 1000,
    codec: now.codec,
    latencyMs: undefined,
    jitterMs: now.jitterMs,
    framesDropped: now.framesDropped,
    packetsRepaired: now.packetsRepaired,
    freezeCount: now.freezeCount,
    freezeMs: now.freezeMs,
    isHardware: now.isHardware,
    path: now.path,
    audio: before.audio && now.audio && compareAudio(before.audio, now.audio, seconds),
  };
}
