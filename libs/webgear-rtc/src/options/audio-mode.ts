/**
 * Whether viewers get sound:
 *
 * - `'auto'`: where the source has any, each viewer that asks for it;
 * - `true`: each viewer that asks for it, with silence where the source has none;
 * - `false`: none.
 *
 * @publicApi
 */
export type AudioMode = 'auto' | boolean;

/** The rule of the option `audio`, in words. Here, since the public types may not need those of the schemas. */
export const audioModeWords = {
  rule: "must be 'auto' or a boolean",
  allowed: "'auto', true, false",
} as const;

/** Whether a value may be that of the option `audio`. */
export function isAudioMode(value: unknown): value is AudioMode {
  return value === 'auto' || typeof value === 'boolean';
}
