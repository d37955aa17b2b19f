import { codecOf, numberOf, type StatsReport } from './stats-report.js';

/** Statistics of the sound of a connection at one instant; counters are monotonic. */
export interface AudioReport {
  readonly codec: string | undefined;
  readonly bytesReceived: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly samples: number | undefined;
  readonly concealedSamples: number | undefined;
  readonly jitterBufferDelayS: number | undefined;
  readonly jitterBufferEmittedCount: number | undefined;
  /** Sum of the squared levels, weighted with the seconds that they lasted (W3C webrtc-stats, `totalAudioEnergy`). */
  readonly energy: number | undefined;
  readonly durationS: number | undefined;
  /** How far the sound is ahead of the video, in milliseconds. */
  readonly offsetMs: number | undefined;
}

/**
 * The sound in the statistics of a connection; `undefined` while no packet of it has arrived.
 *
 * @param video the report of the video, to compare the times of playout with
 */
export function readAudio(reports: readonly StatsReport[], video: StatsReport): AudioReport | undefined {
  const audio = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio') ?? {};
  const packetsReceived = numberOf(audio['packetsReceived']) ?? 0;
  if (packetsReceived === 0) return undefined;
  const playoutMs = numberOf(audio['estimatedPlayoutTimestamp']);
  const videoPlayoutMs = numberOf(video['estimatedPlayoutTimestamp']);
  return {
    codec: codecOf(reports, audio),
    bytesReceived: numberOf(audio['bytesReceived']) ?? 0,
    packetsReceived,
    packetsLost: numberOf(audio['packetsLost']) ?? 0,
    samples: numberOf(audio['totalSamplesReceived']),
    concealedSamples: numberOf(audio['concealedSamples']),
    jitterBufferDelayS: numberOf(audio['jitterBufferDelay']),
    jitterBufferEmittedCount: numberOf(audio['jitterBufferEmittedCount']),
    energy: numberOf(audio['totalAudioEnergy']),
    durationS: numberOf(audio['totalSamplesDuration']),
    // Both are times of the sender's clock: whichever is later is played earlier than it should be.
    offsetMs: playoutMs && videoPlayoutMs ? playoutMs - videoPlayoutMs : undefined,
  };
}
