/**
 * Runs in the page before its scripts: once there are frames, the browser counts 30 of them per second, whatever else the machine
 * has to do. For tests of what a player asks of its server: where frames are late, it asks why.
 */
export function steadyFrames(): void {
  const { getStats } = RTCPeerConnection.prototype;
  const firstFrames = new WeakMap<RTCPeerConnection, { readonly atMs: number; readonly count: number }>();
  RTCPeerConnection.prototype.getStats = async function steadily(this: RTCPeerConnection) {
    const reports = [...(await getStats.call(this))] as [string, Record<string, unknown>][];
    return new Map(
      reports.map(([id, report]) => {
        const count = report['framesDecoded'];
        if (typeof count !== 'number' || count === 0) return [id, report];
        const first = firstFrames.get(this) ?? { atMs: performance.now(), count };
        firstFrames.set(this, first);
        const framesDecoded = first.count + Math.round((performance.now() - first.atMs) * 0.03);
        return [id, { ...report, framesDecoded }];
      }),
    );
  };
}
