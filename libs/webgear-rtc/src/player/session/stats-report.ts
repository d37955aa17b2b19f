/** One entry of `RTCPeerConnection.getStats()`. */
export type StatsReport = Readonly<Record<string, unknown>>;

/** A value of an entry; `undefined` if the browser does not report it. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** For example `video/H264`: the codec of a received track; `undefined` if the browser does not report it. */
export function codecOf(reports: readonly StatsReport[], track: StatsReport): string | undefined {
  const codec = reports.find(({ id }) => id !== undefined && id === track['codecId']);
  return typeof codec?.['mimeType'] === 'string' ? codec['mimeType'] : undefined;
}

/** Growth of a counter; `undefined` if the browser does not report it. */
export function growthOf(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? undefined : now - before;
}

/** A quotient; `undefined` if nothing was counted. */
export function ratioOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
