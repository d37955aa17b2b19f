import type { StreamState } from '../../media/stream-stats.js';

/**
 * `up`: all is well. `degraded`: viewers are served, but worse than they should be. `down`: they are not.
 *
 * @publicApi
 */
export type HealthStatus = 'up' | 'degraded' | 'down';

/**
 * The health of one stream.
 *
 * @publicApi
 */
export interface StreamHealth {
  /** How well it does. */
  readonly status: HealthStatus;
  /** Its state. A stream that has no viewers is `idle`, which is well. */
  readonly state: StreamState;
  /** Share of frames dropped on the server in the last ten seconds or more, 0 to 1. */
  readonly dropRatio: number;
}

/**
 * The health of a registration.
 *
 * @publicApi
 */
export interface HealthReport {
  /** `down` where every stream that is used is down, `degraded` where anything is not as it should be. */
  readonly status: HealthStatus;
  /** What is not as it should be, in words; empty where all is well. */
  readonly problems: readonly string[];
  /** Each stream by its name. */
  readonly streams: Readonly<Record<string, StreamHealth>>;
}

/** A stream as it is judged. */
export interface ExaminedStream {
  readonly streamName: string;
  readonly state: StreamState;
  readonly dropRatio: number;
}

/** More is seen: playback is no longer smooth. */
const highestDropRatio = 0.2;
/** A frame that waits longer than this comes after the next of 20 frames per second. */
const highestLoopDelaySeconds = 0.05;

/**
 * Judges streams.
 *
 * @param loopDelaySeconds how late the event loop is; `undefined` while unknown
 */
export function reportHealth(
  streams: readonly ExaminedStream[],
  loopDelaySeconds: number | undefined,
): HealthReport {
  const problems: string[] = [];
  const judged = streams.map((stream): readonly [string, StreamHealth] => {
    const { streamName, state, dropRatio } = stream;
    const [status, problem] = judge(stream);
    if (problem !== undefined) problems.push(`stream "${streamName}" ${problem}`);
    return [streamName, { status, state, dropRatio }];
  });
  if (loopDelaySeconds !== undefined && loopDelaySeconds > highestLoopDelaySeconds) {
    problems.push(`the event loop is ${Math.round(loopDelaySeconds * 1000)} ms late`);
  }
  const used = judged.filter(([, { state }]) => state !== 'idle');
  const isDown = used.length > 0 && used.every(([, { status }]) => status === 'down');
  return {
    status: isDown ? 'down' : problems.length > 0 ? 'degraded' : 'up',
    problems,
    streams: Object.fromEntries(judged),
  };
}

function judge({ state, dropRatio }: ExaminedStream): readonly [HealthStatus, problem?: string] {
  if (state === 'ended') return ['down', 'has ended'];
  if (state === 'closed') return ['down', 'is closed'];
  if (state === 'reconnecting') return ['degraded', 'is reconnecting'];
  if (dropRatio > highestDropRatio) {
    return ['degraded', `drops ${Math.round(dropRatio * 100)} % of its frames`];
  }
  return ['up'];
}
