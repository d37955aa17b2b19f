/** One entry of `RTCPeerConnection.getStats()`. */
export type StatsReport = Readonly<Record<string, unknown>>;

/** A value of an entry; `undefined` if the browser does not report it. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Growth of a counter; `undefined` if the browser does not report it. */
export function growthOf(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? undefined : now - before;
}

/** A quotient; `undefined` if nothing was counted. */
export function ratioOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
