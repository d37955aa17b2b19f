/**
 * Language tag in force for an element: that of the nearest ancestor with `lang`, also outside of shadow trees. A page that declares none gets
 * the browser's, as the controls of `<video>` do.
 */
export function languageOf(element: Element): string {
  for (let at: Element | undefined = element; at !== undefined;) {
    const found: Element | null = at.closest('[lang]');
    if (found !== null) return found.getAttribute('lang') ?? '';
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return navigator.language;
}

/** A tag and the more general ones in lower case, the most general first: `zh`, `zh-hant`, `zh-hant-tw`; none for what is no tag. */
export function tagsOf(language: string): string[] {
  const tag = language.trim().toLowerCase().replaceAll('_', '-');
  if (!/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/.test(tag)) return [];
  const parts = tag.split('-');
  return parts.map((_, index) => parts.slice(0, index + 1).join('-'));
}
