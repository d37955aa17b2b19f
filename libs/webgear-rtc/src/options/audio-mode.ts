/**
 * Whether viewers get sound: where the source has any, each that asks for it, or none.
 *
 * @publicApi
 */
export type AudioMode = 'auto' | boolean;
