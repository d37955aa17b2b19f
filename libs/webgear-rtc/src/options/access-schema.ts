import type { AuthorizeSource, ViewerLimits } from './access-options.interface.js';
import { schemaOf, setting } from './option-schema.js';
import { isPlainObject, judged, settingsObject, wholeNumber } from './option-values.js';
import { parseOptions } from './validate-options.js';

/** Shorter ones can be tried out by who has a link. */
const shortestSecret = 16;
const sources = ['useClass', 'useExisting', 'useFactory'] as const;

/** Who decides on viewers. */
export const authorizeSource = judged<AuthorizeSource>(
  {
    rule: 'must be a function, or say who decides',
    allowed:
      'a function that gets the request and the name of the stream, { useClass }, { useExisting } or { useFactory, inject }',
  },
  (value) =>
    typeof value === 'function' ||
    (isPlainObject(value) && sources.filter((name) => value[name] !== undefined).length === 1),
);

const secretWords = {
  rule: 'must be a secret, or a list of secrets with the newest first',
  allowed: `text of at least ${shortestSecret} characters, such as the output of "openssl rand -base64 32"`,
};

/** What links are signed with. */
export const linkSecretValue = judged<string | readonly string[]>(
  secretWords,
  (value) =>
    [value].flat().length > 0 &&
    [value].flat().every((secret) => typeof secret === 'string' && secret.length >= shortestSecret),
  // Nothing of a secret is shown.
  (value) => ({
    rule: secretWords.rule,
    received: Array.isArray(value) ? `a list of ${value.length}` : typeof value,
  }),
);

/** Limits of viewers. */
export const viewerLimitsObject = settingsObject<ViewerLimits>('{ perAddress: 10, joinsPerAddress: 60, … }');

/** The settings of `viewerLimits`. */
export const viewerLimitsSchema = schemaOf<ViewerLimits>()({
  perAddress: setting(wholeNumber(1, 10_000, ' viewers')),
  perViewer: setting(wholeNumber(1, 10_000, ' sessions')),
  joinsPerAddress: setting(wholeNumber(1, 100_000, ' a minute')),
  joinsPerViewer: setting(wholeNumber(1, 100_000, ' a minute')),
});

/**
 * Checks limits of viewers.
 *
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveViewerLimits(stated: ViewerLimits): Readonly<ViewerLimits> {
  parseOptions(viewerLimitsSchema, stated, 'viewerLimits.');
  return Object.freeze({ ...stated });
}
