/** Shortest distance between two restarts of one viewer, in microseconds. */
const MIN_INTERVAL_US = 500_000;

/** Media that a viewer may be sent again at once: two GOPs of the longest that are sent as they come, in microseconds. */
const CAPACITY_US = 8_000_000;

/**
 * How much of a source's own frames one viewer may be sent again: in the long run as much as it is sent anyway.
 *
 * A source cannot be asked for a key frame, so a viewer that lost a frame is sent all since the last one. A viewer that loses
 * one after the other would otherwise be sent many times the stream, over the line it loses them on.
 */
export class RestartBudget {
  private availableUs = CAPACITY_US;
  private lastUs = Number.NEGATIVE_INFINITY;

  /**
   * Takes a restart from the budget; `false` where that must wait.
   *
   * @param mediaUs how much media is sent again, in microseconds
   */
  take(mediaUs: number, nowUs: number): boolean {
    const elapsedUs = nowUs - this.lastUs;
    if (elapsedUs < MIN_INTERVAL_US) return false;
    const availableUs = Math.min(CAPACITY_US, this.availableUs + elapsedUs);
    const costUs = Math.min(CAPACITY_US, Math.max(MIN_INTERVAL_US, mediaUs));
    if (costUs > availableUs) return false;
    this.availableUs = availableUs - costUs;
    this.lastUs = nowUs;
    return true;
  }
}
