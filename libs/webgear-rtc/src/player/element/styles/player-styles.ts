import { controlsStyles } from './controls-styles.js';
import { menuStyles } from './menu-styles.js';
import { overlayStyles } from './overlay-styles.js';
import { videoStyles } from './video-styles.js';

/** Colours and shapes: dark ones for browsers that know no `light-dark()`. */
const themeStyles = `
:host {
  --_ground: var(--webgear-ground, #0d0c1d);
  --_surface: var(--webgear-surface, rgb(20 18 43 / 82%));
  --_text: var(--webgear-text, #eceaff);
  --_quiet: var(--webgear-quiet, #aaa5d6);
  --_accent: var(--webgear-accent, #8f86ff);
  --_on-accent: #14122b;
  --_live: var(--webgear-live, #5fd39a);
  --_warning: var(--webgear-warning, #ffc46b);
  --_trouble: var(--webgear-trouble, #ff8a8a);
  display: block;
  position: relative;
  overflow: hidden;
  min-width: 8rem;
  aspect-ratio: 16 / 9;
  border-radius: var(--webgear-radius, 0.75rem);
  background: var(--_ground);
  color: var(--_text);
  font: 0.875rem/1.4 system-ui, sans-serif;
  container-type: inline-size;
}
@supports (color: light-dark(red, red)) {
  :host {
    --_ground: var(--webgear-ground, light-dark(#e4e2f4, #0d0c1d));
    --_surface: var(--webgear-surface, light-dark(rgb(255 255 255 / 88%), rgb(20 18 43 / 82%)));
    --_text: var(--webgear-text, light-dark(#1d1b3a, #eceaff));
    --_quiet: var(--webgear-quiet, light-dark(#5c5788, #aaa5d6));
    --_accent: var(--webgear-accent, light-dark(#4a3fd0, #8f86ff));
    --_on-accent: light-dark(#ffffff, #14122b);
    --_live: var(--webgear-live, light-dark(#14804a, #5fd39a));
    --_warning: var(--webgear-warning, light-dark(#8a5200, #ffc46b));
    --_trouble: var(--webgear-trouble, light-dark(#b3261e, #ff8a8a));
  }
}
:host([hidden]), [hidden] {
  display: none !important;
}
:host(:fullscreen) {
  width: 100%;
  height: 100%;
  border-radius: 0;
  background: #000;
}
* {
  box-sizing: border-box;
}`;

let shared: CSSStyleSheet | undefined;

/** The style sheet shared by all players of the page. A `<style>` element would violate policies without inline styles. */
export function playerStyles(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync([themeStyles, videoStyles, overlayStyles, controlsStyles, menuStyles].join(''));
  }
  return shared;
}
