/**
 * Settings of VidGear that have a name here and nothing behind it yet. The line of one that is built goes away; its
 * flag then works and stands in the help.
 */
export const unavailableSettings: ReadonlySet<string> = new Set(['colorspace']);
