import { text, wholeNumber } from '../options/option-values.js';
import { assertValue } from '../options/validate-options.js';
import { keyOf, type KnownViewer } from './known-viewer.js';

/** How many to remember; beyond them the oldest is forgotten. */
const capacity = 10_000;
/** How long a session that was ended for good is remembered: its page asks once, within seconds. */
const rememberUs = 3_600_000_000;

/**
 * How a viewer is removed.
 *
 * @publicApi
 */
export interface KickOptions {
  /** Said to the viewer, and part of the log. */
  readonly reason?: string;
  /**
   * How long the viewer is kept out, in milliseconds: all sessions of its `viewer.id`, or all of its address where it has none.
   *
   * @default its page does not return by itself, and the viewer may
   */
  readonly forMs?: number;
}

const aYearMs = 366 * 86_400_000;

/** @throws WebGearRtcError `WGR_OPTION_INVALID` */
export function assertKickOptions({ forMs, reason }: KickOptions): void {
  if (forMs !== undefined) assertValue(wholeNumber(1, aYearMs, ' milliseconds'), forMs, 'forMs');
  if (reason !== undefined) assertValue(text, reason, 'reason');
}

/** Why a viewer is refused. */
export interface KeptOut {
  readonly reason: string | undefined;
  /** Seconds until it may return; `undefined` when it may whenever its viewer asks for it. */
  readonly retryAfterSeconds: number | undefined;
}

interface Entry {
  readonly reason: string | undefined;
  readonly untilUs: number;
}

/** Viewers that an operator has removed: who is kept out, and which pages must not return by themselves. */
export class KickedViewers {
  private readonly entries = new Map<string, Entry>();

  /** @param nowUs of a monotonic clock */
  add(viewer: KnownViewer, { reason, forMs }: KickOptions, nowUs: number): void {
    const { sessionToken } = viewer;
    if (sessionToken !== undefined) this.put(`session ${sessionToken}`, reason, nowUs + rememberUs);
    const name = keyOf(viewer);
    if (forMs !== undefined && name !== undefined) this.put(name, reason, nowUs + forMs * 1000);
  }

  /** Why a viewer may not join; `undefined` when it may. */
  find({ viewerId, remoteAddress, sessionToken }: KnownViewer, nowUs: number): KeptOut | undefined {
    // An address is kept out with all its viewers: without an identity it is all that is known of the one that was removed.
    for (const name of [keyOf({ viewerId }), keyOf({ remoteAddress })]) {
      const entry = this.get(name, nowUs);
      if (entry === undefined) continue;
      return { reason: entry.reason, retryAfterSeconds: Math.ceil((entry.untilUs - nowUs) / 1_000_000) };
    }
    const ended = this.get(sessionToken && `session ${sessionToken}`, nowUs);
    return ended && { reason: ended.reason, retryAfterSeconds: undefined };
  }

  private get(name: string | undefined, nowUs: number): Entry | undefined {
    const entry = name === undefined ? undefined : this.entries.get(name);
    if (name === undefined || entry === undefined || entry.untilUs > nowUs) return entry;
    this.entries.delete(name);
    return undefined;
  }

  private put(name: string, reason: string | undefined, untilUs: number): void {
    this.entries.delete(name);
    this.entries.set(name, { reason, untilUs });
    const [oldest] = this.entries.keys();
    if (this.entries.size > capacity && oldest !== undefined) this.entries.delete(oldest);
  }
}
