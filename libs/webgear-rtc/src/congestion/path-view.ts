import type { ProbeCluster } from './probe-cluster.js';

/** What a viewer is served from, as far as a decision depends on it. */
export interface PathView {
  /** The steps of the ladder, best first; never empty. A height of 0 is not known yet. */
  readonly rungs: readonly { readonly bitrateBps: number; readonly height: number }[];
  /** Index of the one in use, or being switched to. */
  readonly rung: number;
  /** How long the viewer's send queue takes to empty, in microseconds. */
  readonly queueUs: number;
  /** The encoder adapts to the estimate, so that a rung suits from 0.55 × its rate on. */
  readonly encoderFollows: boolean;
  /** No rung larger than the smallest one that fills this height, in pixels. */
  readonly maxHeight?: number | undefined;
  /** Index the viewer or the application wishes; it is obeyed. */
  readonly pinned?: number | undefined;
}

/** What to do for a viewer from now on. */
export interface Decision {
  /** Index of the rung to be served from. */
  readonly rung: number;
  /** Not even the lowest rung fits: frames between key frames are not sent. */
  readonly keyFramesOnly: boolean;
  /** Upper bound for the pacer, in bits per second. */
  readonly paceBps: number;
  /** What the path carries, in bits per second; `undefined` while unknown. */
  readonly bandwidthBps: number | undefined;
  /** To be sent now, once. */
  readonly probe?: ProbeCluster | undefined;
}

/** Share of a rung's rate from which on it suits where the encoder follows: below, a smaller frame looks better. */
const followedShare = 0.55;

/** What a path must carry for a rung, in bits per second. */
export function neededBps(view: PathView, rung: number): number {
  return (view.rungs[rung]?.bitrateBps ?? 0) * (view.encoderFollows ? followedShare : 1);
}

/**
 * Index of the best rung a viewer may get, whatever its path carries: the last is always one.
 *
 * @param capBps upper bound from the viewer's description or requests
 */
export function bestRung(view: PathView, capBps: number | undefined): number {
  const last = view.rungs.length - 1;
  if (view.pinned !== undefined) return Math.min(last, Math.max(0, view.pinned));
  let best = 0;
  if (view.maxHeight !== undefined) {
    for (let rung = 0; rung <= last; rung++)
      if ((view.rungs[rung]?.height ?? 0) >= view.maxHeight) best = rung;
  }
  return capBps === undefined ? best : Math.max(best, firstWithin(view, capBps));
}

/** Index of the best rung that needs no more than this, in bits per second; of the lowest one where none does. */
export function firstWithin(view: PathView, bps: number): number {
  const last = view.rungs.length - 1;
  let rung = 0;
  while (rung < last && neededBps(view, rung) > bps) rung++;
  return rung;
}

/** Index of the lowest rung a viewer may get. */
export function lowestRung(view: PathView): number {
  const last = view.rungs.length - 1;
  return view.pinned === undefined ? last : Math.min(last, Math.max(0, view.pinned));
}
