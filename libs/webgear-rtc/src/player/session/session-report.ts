import type { PlayerPath } from '../webgear-player.interface.js';
import { readAudio, type AudioReport } from './audio-report.js';
import { codecOf, numberOf, type StatsReport } from './stats-report.js';

/** Statistics of a connection at one instant; counters are monotonic. */
export interface SessionReport {
  readonly atMs: number;
  /** Changes whenever anything arrived from the server. */
  readonly heartbeat: string;
  readonly framesDecoded: number;
  readonly bytesReceived: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterBufferDelayS: number | undefined;
  readonly jitterBufferEmittedCount: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly codec: string | undefined;
  /** Interarrival jitter (RFC 3550 §6.4.1). */
  readonly jitterMs: number | undefined;
  /** Decoded too late to be shown. */
  readonly framesDropped: number | undefined;
  /** Packets that arrived by retransmission. */
  readonly packetsRepaired: number | undefined;
  readonly freezeCount: number | undefined;
  readonly freezeMs: number | undefined;
  readonly isHardware: boolean | undefined;
  readonly path: PlayerPath | undefined;
  /** `undefined` while no packet of it has arrived. */
  readonly audio: AudioReport | undefined;
}

/** Reads the statistics of a connection that receives a stream. */
export async function readReport(connection: RTCPeerConnection): Promise<SessionReport> {
  const reports = [...(await connection.getStats()).values()] as StatsReport[];
  const video = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video') ?? {};
  const pairs = reports.filter(({ type }) => type === 'candidate-pair');
  const pair = pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded');
  const roundTripS = numberOf(pair?.['currentRoundTripTime']);
  const audio = readAudio(reports, video);
  return {
    atMs: performance.now(),
    heartbeat: heartbeatOf(video, audio, pairs),
    framesDecoded: numberOf(video['framesDecoded']) ?? 0,
    bytesReceived: numberOf(video['bytesReceived']) ?? 0,
    packetsReceived: numberOf(video['packetsReceived']) ?? 0,
    packetsLost: numberOf(video['packetsLost']) ?? 0,
    jitterBufferDelayS: numberOf(video['jitterBufferDelay']),
    jitterBufferEmittedCount: numberOf(video['jitterBufferEmittedCount']),
    roundTripMs: milliseconds(roundTripS),
    width: numberOf(video['frameWidth']),
    height: numberOf(video['frameHeight']),
    codec: codecOf(reports, video),
    jitterMs: milliseconds(numberOf(video['jitter'])),
    framesDropped: numberOf(video['framesDropped']),
    packetsRepaired: numberOf(video['retransmittedPacketsReceived']),
    freezeCount: numberOf(video['freezeCount']),
    freezeMs: milliseconds(numberOf(video['totalFreezesDuration'])),
    isHardware: video['powerEfficientDecoder'] as boolean | undefined,
    path: pathOf(reports, pair),
    audio,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** How the media comes: a relay of either side counts. */
function pathOf(reports: readonly StatsReport[], pair: StatsReport | undefined): PlayerPath | undefined {
  if (pair === undefined) return undefined;
  const [local, remote] = ['localCandidateId', 'remoteCandidateId'].map((end) =>
    reports.find(({ id }) => id !== undefined && id === pair[end]),
  );
  if (local === undefined) return undefined;
  const isRelay = [local, remote].some((candidate) => candidate?.['candidateType'] === 'relay');
  return `${local['protocol'] === 'tcp' ? 'tcp' : 'udp'}-${isRelay ? 'relay' : 'direct'}`;
}

/**
 * Counts media and answers to connectivity checks. Media alone would not do: a stalled source sends none, and a new
 * connection would not help.
 */
function heartbeatOf(
  video: StatsReport,
  audio: AudioReport | undefined,
  pairs: readonly StatsReport[],
): string {
  const checks = pairs.map((pair) => pair['responsesReceived'] ?? pair['lastPacketReceivedTimestamp'] ?? 0);
  return [video['bytesReceived'], audio?.bytesReceived, ...checks].join();
}
