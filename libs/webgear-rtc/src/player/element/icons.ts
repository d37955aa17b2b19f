/** SVG paths in a 24 by 24 view box, by name; those that begin with `!` are filled. */
const paths = {
  play: '!M8 5v14l11-7z',
  pause: '!M7 5h3v14H7zM14 5h3v14h-3z',
  expand: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  shrink: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  window: 'M3 5h18v14H3zM12 12h6v4h-6z',
  camera: 'M3 8h4l1.5-3h7L17 8h4v11H3zM12 10a3 3 0 1 0 0 6.2 3 3 0 0 0 0-6.2z',
  more: '!M12 4.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zM12 11.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1zM12 18.5a.5.5 0 1 1 0 1 .5.5 0 0 1 0-1z',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  silence: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  live: 'M12 11.9v.2M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  waiting: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2',
  trouble: 'M12 3.5L2.5 20h19zM12 10v4.5M12 17v.2',
  quiet: 'M3 5h18v14H3z',
  away: 'M3 8h4l1-2M12 5h3.5L17 8h4v11h-2M15.5 19H3V8M3 3l18 18',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** Creates a decorative icon, hidden from assistive technology. */
export function makeIcon(name: IconName): SVGSVGElement {
  const icon = makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  icon.append(makeSvg('path'));
  setIcon(icon, name);
  return icon;
}

/** Replaces the path of an icon. */
export function setIcon(icon: SVGSVGElement, name: IconName): void {
  const path: string = paths[name];
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
