import type { PlayerAudioStats } from '../webgear-player.interface.js';
import type { AudioReport } from './audio-report.js';
import { growthOf, ratioOf } from './stats-report.js';

/** Rates of the sound between two reports. */
export function compareAudio(before: AudioReport, now: AudioReport, seconds: number): PlayerAudioStats {
  const received = now.packetsReceived - before.packetsReceived;
  // A packet that arrives late decrements `packetsLost`.
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const power = ratioOf(growthOf(before.energy, now.energy), growthOf(before.durationS, now.durationS));
  const delayS = ratioOf(
    growthOf(before.jitterBufferDelayS, now.jitterBufferDelayS),
    growthOf(before.jitterBufferEmittedCount, now.jitterBufferEmittedCount),
  );
  return {
    codec: now.codec,
    bitrateBps: ((now.bytesReceived - before.bytesReceived) * 8) / seconds,
    packetsReceived: now.packetsReceived,
    lossRate: ratioOf(lost, received + lost),
    concealedRate: ratioOf(
      growthOf(before.concealedSamples, now.concealedSamples),
      growthOf(before.samples, now.samples),
    ),
    delayMs: delayS === undefined ? undefined : delayS * 1000,
    level: power === undefined ? undefined : Math.min(1, Math.sqrt(Math.max(0, power))),
    offsetMs: now.offsetMs,
  };
}
