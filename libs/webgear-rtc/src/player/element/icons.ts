/** SVG paths in a 24 by 24 view box, by name. */
const lines = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M8 5v14M16 5v14',
  expand: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  shrink: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  window: 'M3 5h18v14H3zM12 12h6v4h-6z',
  camera: 'M3.5 8H7l1.5-2.5h7L17 8h3.5v11h-17zM12 10.2a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  bars: 'M3 20h18M6 16v-4M12 16V5M18 16V9',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  link: 'M9.5 14.5l5-5M11 7l2.5-2.5a4 4 0 0 1 6 6L17 13M7 11l-2.5 2.5a4 4 0 0 0 6 6L13 17',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  silence: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  live: 'M12 11.9v.2M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8M18.4 5.6a9 9 0 0 1 0 12.8',
  waiting: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2',
  trouble: 'M12 3.5L2.5 20h19zM12 10v4.5M12 17v.2',
  quiet: 'M7 7h10v10H7z',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof lines;

/** Creates a decorative icon, hidden from assistive technology. */
export function makeIcon(name: IconName): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(namespace, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS(namespace, 'path'));
  setIcon(icon, name);
  return icon;
}

/** Replaces the path of an icon. */
export function setIcon(icon: SVGSVGElement, name: IconName): void {
  icon.firstElementChild?.setAttribute('d', lines[name]);
}
