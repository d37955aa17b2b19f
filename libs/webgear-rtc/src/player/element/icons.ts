/** An SVG path in a 24 by 24 view box, of those in `icon-paths.ts`; one that begins with `!` is filled. */
export type IconPath = `M${string}` | `!M${string}`;

/** Creates a decorative icon, hidden from assistive technology. */
export function makeIcon(path: IconPath): SVGSVGElement {
  const icon = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  icon.append(makeSvg('path'));
  setIcon(icon, path);
  return icon;
}

/** Replaces the path of an icon. */
export function setIcon(icon: SVGSVGElement, path: IconPath): void {
  icon.classList.toggle('filled', path.startsWith('!'));
  icon.firstElementChild?.setAttribute('d', path.replace('!', ''));
}

/** Creates an element of SVG. */
export function makeSvg<Tag extends 'svg' | 'path' | 'polyline' | 'rect'>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
