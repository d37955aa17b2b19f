/**
 * The life of a stream: `idle` (nobody watches), `starting`, `live`, `reconnecting`, `ended` (the source has no more
 * frames), `closed` (for good).
 *
 * @publicApi
 */
export type StreamState = 'idle' | 'starting' | 'live' | 'reconnecting' | 'ended' | 'closed';
