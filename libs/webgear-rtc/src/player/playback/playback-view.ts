import type { PlayerState } from '../webgear-player.interface.js';
import type { FallbackMode } from './fallback-mode.js';
import type { PlaybackView } from './playback.interface.js';
import type { RetryPlan } from './retry-plan.js';
import type { ServerStateWatch } from './server-state-watch.js';
import type { SessionAttempt } from './session-attempt.js';

/** How long frames may be on screen before the server has said whether they are a slate. */
const UNKNOWN_MS = 1000;

/** Why nothing is tried until somebody asks for it. */
export type Halt = 'idle' | 'paused' | 'asleep' | 'touch-needed' | 'ended' | 'replaced';

/** What the view of a player is made of. */
export interface PlaybackParts {
  readonly halt: Halt | undefined;
  readonly attempt: SessionAttempt | undefined;
  readonly retries: RetryPlan;
  readonly fallback: FallbackMode;
  readonly server: ServerStateWatch;
}

/** Whether frames or images are on screen that are not kept from before. */
export function isPlaying({ attempt, fallback }: PlaybackParts): boolean {
  return fallback.isOn || attempt?.firstFrameAtMs !== undefined;
}

/** Whether no new frame comes. */
export function isImage({ attempt, fallback }: PlaybackParts, nowMs: number): boolean {
  if (fallback.isOn) return fallback.isImage(nowMs);
  return attempt === undefined || attempt.liveness.isImage(nowMs);
}

/** What is to be seen. */
export function viewOf(parts: PlaybackParts, nowMs: number): PlaybackView {
  const { attempt, retries, fallback } = parts;
  return {
    state: stateOf(parts, nowMs),
    transport: fallback.isOn ? 'mjpeg' : 'webrtc',
    detail: fallback.isOn ? '' : retries.detail,
    retryInSeconds: retries.secondsLeft(attempt !== undefined, nowMs),
  };
}

function stateOf(parts: PlaybackParts, nowMs: number): PlayerState {
  const { halt, attempt, retries, fallback, server } = parts;
  if (halt !== undefined) return halt === 'asleep' || halt === 'touch-needed' ? 'paused' : halt;
  if (isPlaying(parts)) {
    if (server.isAway) return 'no-input';
    const firstAtMs = attempt?.firstFrameAtMs ?? fallback.firstImageAtMs ?? 0;
    if (!server.isKnown && nowMs - firstAtMs < UNKNOWN_MS) return retries.trouble ?? 'connecting';
    return server.isInDoubt(nowMs) || isImage(parts, nowMs) ? 'buffering' : 'live';
  }
  // A source that starts is not away yet.
  if (attempt?.isConnected === true && server.isAway && !server.isStarting) return 'no-input';
  return retries.trouble ?? 'connecting';
}
