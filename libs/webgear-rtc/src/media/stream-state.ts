/**
 * State of a stream: `idle` (no viewers), `starting`, `live`, `reconnecting`, `ended` (the source has no more
 * frames), `closed` (it does not start again).
 *
 * @publicApi
 */
export type StreamState = 'idle' | 'starting' | 'live' | 'reconnecting' | 'ended' | 'closed';
