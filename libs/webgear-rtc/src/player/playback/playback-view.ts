import type { PlayerState } from '../webgear-player.interface.js';
import type { FallbackMode } from './fallback-mode.js';
import type { PlaybackView, StateReason } from './playback.interface.js';
import type { QueryReason } from './query-schedule.js';
import type { RetryPlan } from './retry-plan.js';
import type { ServerStateWatch } from './server-state-watch.js';
import type { SessionAttempt } from './session-attempt.js';
import type { SlowWatch } from './slow-watch.js';

/** How long frames may be on screen before it is known whether they are a slate. */
const UNKNOWN_MS = 1000;
/** How long the first frame may take without the connection being suspected. */
const FIRST_FRAME_MS = 2000;

/** From when on viewers are told that it takes long, and why. */
const LONG_CONNECTING_MS = 4000;
const VERY_LONG_CONNECTING_MS = 10_000;
const LONG_BUFFERING_MS = 5000;

/** Why the player does nothing until it is started again. */
export type Halt = 'idle' | 'paused' | 'asleep' | 'autoplay-blocked' | 'ended' | 'replaced';

/** Parts that determine the view. */
export interface PlaybackParts {
  readonly halt: Halt | undefined;
  readonly attempt: SessionAttempt | undefined;
  readonly retryPlan: RetryPlan;
  readonly fallback: FallbackMode;
  readonly server: ServerStateWatch;
  readonly slow: SlowWatch;
}

/** Whether frames or images of the current session are on screen. */
export function isPlaying({ attempt, fallback }: PlaybackParts): boolean {
  return fallback.isOn || attempt?.firstFrameAtMs !== undefined;
}

/** Whether no new frame arrives. */
export function isStalled({ attempt, fallback }: PlaybackParts, nowMs: number): boolean {
  if (fallback.isOn) return fallback.isStalled(nowMs);
  return attempt === undefined || attempt.liveness.isStalled(nowMs);
}

/** Why the state of the stream must be queried; `undefined` while the flow of frames is unchanged. */
export function queryReasonOf(parts: PlaybackParts, nowMs: number): QueryReason | undefined {
  const { halt, attempt, retryPlan, fallback, server } = parts;
  if (halt === 'ended') return 'ended';
  if (halt !== undefined || retryPlan.isQuerying) return undefined;
  if (!fallback.isOn && attempt?.isConnected !== true) return undefined;
  if (!server.isKnown) return 'unknown';
  if (isPlaying(parts) && isStalled(parts, nowMs)) return 'stalled';
  if (server.mayHaveChanged) return 'changed';
  const lacksInput = server.hasNoInput && (isPlaying(parts) || !server.isStarting);
  return lacksInput ? 'no-input' : undefined;
}

/** Whether frames of a WebRTC session should arrive, so that few of them mean that the connection may be too slow. */
export function expectsFrames({ halt, attempt, fallback, server }: PlaybackParts, nowMs: number): boolean {
  if (halt !== undefined || fallback.isOn || attempt?.isConnected !== true || !server.isPlaying) return false;
  return (
    attempt.firstFrameAtMs !== undefined || (server.isLive && attempt.answeredForMs(nowMs) > FIRST_FRAME_MS)
  );
}

/** What viewers see, as long as it is the same. */
export class ViewTracker {
  private shown: PlaybackView | undefined;
  private sinceMs = 0;

  /** The view to show, if it differs from the one before. */
  update(parts: PlaybackParts, nowMs: number): PlaybackView | undefined {
    const state = stateOf(parts, nowMs);
    if (state !== this.shown?.state) this.sinceMs = nowMs;
    const view = viewOf(parts, state, nowMs - this.sinceMs, nowMs);
    if (JSON.stringify(view) === JSON.stringify(this.shown)) return undefined;
    this.shown = view;
    return view;
  }
}

function viewOf(parts: PlaybackParts, state: PlayerState, lastsMs: number, nowMs: number): PlaybackView {
  const { attempt, retryPlan, fallback } = parts;
  const explanation = state === retryPlan.trouble && !fallback.isOn ? retryPlan.explanation : { detail: '' };
  return {
    state,
    transport: fallback.isOn ? 'mjpeg' : 'webrtc',
    ...explanation,
    reason: reasonOf(parts, state, lastsMs) ?? explanation.reason,
    retryInSeconds: retryPlan.secondsLeft(attempt !== undefined, nowMs),
  };
}

function reasonOf({ halt }: PlaybackParts, state: PlayerState, lastsMs: number): StateReason | undefined {
  if (halt === 'asleep') return 'long-hidden';
  if (halt === 'autoplay-blocked') return halt;
  if (state === 'connecting' && lastsMs >= VERY_LONG_CONNECTING_MS) return 'very-long-wait';
  if (state === 'connecting' && lastsMs >= LONG_CONNECTING_MS) return 'long-wait';
  return state === 'buffering' && lastsMs >= LONG_BUFFERING_MS ? 'long-wait' : undefined;
}

function stateOf(parts: PlaybackParts, nowMs: number): PlayerState {
  const { halt, attempt, retryPlan, fallback, server, slow } = parts;
  if (halt !== undefined) return halt === 'asleep' || halt === 'autoplay-blocked' ? 'paused' : halt;
  if (isPlaying(parts)) {
    if (server.hasNoInput) return 'no-input';
    if (!fallback.isOn && slow.isSlow) return 'too-slow';
    const firstAtMs = attempt?.firstFrameAtMs ?? fallback.firstImageAtMs ?? 0;
    if (!server.isKnown && nowMs - firstAtMs < UNKNOWN_MS) return retryPlan.trouble ?? 'connecting';
    return server.isUnverified(nowMs) || isStalled(parts, nowMs) ? 'buffering' : 'live';
  }
  // A starting source is not missing yet.
  if (attempt?.isConnected === true && server.hasNoInput && !server.isStarting) return 'no-input';
  if (attempt?.isConnected === true && slow.isSlow) return 'too-slow';
  return retryPlan.trouble ?? 'connecting';
}
