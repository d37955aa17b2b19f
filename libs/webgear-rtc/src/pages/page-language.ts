/** Languages that the player has texts in. */
const languages = new Set(['en', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'zh']);
/** More are no preference of a person. */
const MOST_RANGES = 20;

/**
 * The language of the player on a page: the one that the browser prefers of those that the player has texts in (RFC 9110 §12.5.4), with its
 * region; `en` if there is none.
 *
 * @param header `Accept-Language`
 */
export function playerLanguage(header = ''): string {
  const ranges = header.split(',', MOST_RANGES).map((part) => {
    const [tag = '', ...parameters] = part.split(';').map((each) => each.trim());
    const weight = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
    return { tag, weight: Number(weight) };
  });
  const known = ranges
    .filter(({ tag, weight }) => /^[a-z]{2}(-[a-z\d]{1,8}){0,3}$/i.test(tag) && weight > 0)
    .filter(({ tag }) => languages.has(tag.slice(0, 2).toLowerCase()))
    .toSorted((one, other) => other.weight - one.weight);
  return known[0]?.tag ?? 'en';
}
