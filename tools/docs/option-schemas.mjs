/**
 * The groups of options as the reference needs them.
 *
 * The library is passed in: tests have it as sources, the script that writes the page as the last build.
 *
 * @returns {Readonly<Record<string, import('./options-reference.mjs').Settings>>}
 */
export function optionSchemas({
  factsOf,
  registrationSchema,
  streamSchema,
  stabilizeSchema,
  overlaySchema,
  mjpegSchema,
  renditionSchema,
  recordSchema,
  analysisSchema,
  sourceOptionsSchema,
  viewerLimitsSchema,
}) {
  const settingsOf = ({ entries }) =>
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [
        name,
        { default: entry.default, facts: factsOf(entry) },
      ]),
    );
  return {
    stream: settingsOf(streamSchema),
    registration: settingsOf(registrationSchema),
    stabilizer: settingsOf(stabilizeSchema),
    overlay: settingsOf(overlaySchema),
    mjpeg: settingsOf(mjpegSchema),
    rendition: settingsOf(renditionSchema),
    recording: settingsOf(recordSchema),
    analysis: settingsOf(analysisSchema),
    tweaks: settingsOf(sourceOptionsSchema),
    viewerLimits: settingsOf(viewerLimitsSchema),
  };
}
