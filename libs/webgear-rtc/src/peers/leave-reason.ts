/**
 * Why a viewer is gone:
 *
 * - `left`: its page closed the session or the response of `stream.mjpeg`, or was closed
 * - `silent`: nothing was heard of it for 12 seconds; one of `stream.mjpeg` did not read for 15
 * - `replaced`: a new viewer replaced it, with `enableLiveBroadcast: false`
 * - `evicted`: it had not connected yet, and another viewer needed its place
 * - `unconnected`: it did not connect within 15 seconds of its offer
 * - `closed`: the application closed the viewers of its stream
 * - `removed`: its stream was removed
 * - `kicked`: an operator ended this viewer
 * - `expired`: its permission ended
 * - `shutdown`: the server ends
 * - `failed`: its handshake failed, its offer could not be answered, the thread that served it ended, or there are no more images
 *
 * @publicApi
 */
export type LeaveReason =
  | 'left'
  | 'silent'
  | 'replaced'
  | 'evicted'
  | 'unconnected'
  | 'closed'
  | 'removed'
  | 'kicked'
  | 'expired'
  | 'shutdown'
  | 'failed';

const texts: Readonly<Record<LeaveReason, string>> = {
  left: 'it left',
  silent: 'it fell silent',
  replaced: 'a new viewer replaced it',
  evicted: 'another viewer needed the place before it connected',
  unconnected: 'it did not connect in time',
  closed: 'all viewers were closed',
  removed: 'the stream was removed',
  kicked: 'it was ended by an operator',
  expired: 'its permission ended',
  shutdown: 'the server is shutting down',
  failed: 'its connection failed',
};

/**
 * A reason for the log.
 *
 * @param detail what is known beyond the reason: the text of the application that closed it, or what failed
 */
export function leaveText(reason: LeaveReason, detail?: string): string {
  return detail ?? texts[reason];
}

/** The detail of a viewer that `failed` before it got an answer. */
export const unansweredText = 'its offer could not be answered';
