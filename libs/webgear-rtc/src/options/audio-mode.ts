import type { Value } from './option-schema.js';
import { judged } from './option-values.js';

/**
 * Whether viewers get sound: where the source has any, each that asks for it, or none.
 *
 * @publicApi
 */
export type AudioMode = 'auto' | boolean;

/** The values of the option `audio`. */
export const audioMode: Value<AudioMode> = judged<AudioMode>(
  { rule: "must be 'auto' or a boolean", allowed: "'auto', true, false" },
  (value) => value === 'auto' || typeof value === 'boolean',
);
