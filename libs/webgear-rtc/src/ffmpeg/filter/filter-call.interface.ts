/**
 * A filter of FFmpeg and its arguments.
 *
 * Arguments in one string are read by FFmpeg's rules, where `:`, `'` and `\` mean something. Named values are taken as
 * they are, whatever is in them: text that a user wrote belongs there.
 */
export type FilterCall = readonly [name: string, options: string | Readonly<Record<string, string>>];
