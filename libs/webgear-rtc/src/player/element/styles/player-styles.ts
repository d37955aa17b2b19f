import { buttonStyles } from './button-styles.js';
import { layerStyles } from './layer-styles.js';
import { spinnerStyles } from './spinner-styles.js';
import { topStyles } from './top-styles.js';

/**
 * Colours, sizes and shape of the element. Chrome on video is dark in every colour scheme. No `rem`: the root size of the host page
 * is not ours, so everything is in steps of `--webgear-size` that depend on the width of the player.
 */
const themeStyles = `
:host {
  --_fit: var(--webgear-fit, contain);
  --_ground: var(--webgear-ground, #000);
  --_text: var(--webgear-text, #fff);
  --_quiet: var(--webgear-quiet, rgb(255 255 255 / 72%));
  --_scrim: var(--webgear-scrim, rgb(0 0 0 / 60%));
  --_chip: var(--webgear-chip, rgb(0 0 0 / 72%));
  --_panel: var(--webgear-panel, var(--webgear-surface, rgb(18 19 24 / 86%)));
  --_line: var(--webgear-line, rgb(255 255 255 / 12%));
  --_hover: var(--webgear-hover, rgb(255 255 255 / 14%));
  --_accent: var(--webgear-accent, #8f86ff);
  --_on-accent: var(--webgear-on-accent, #14122b);
  --_focus: var(--webgear-focus, #b9b3ff);
  --_live: var(--webgear-live, #34d17b);
  --_warning: var(--webgear-warning, #ffb340);
  --_trouble: var(--webgear-trouble, #ff6b60);
  display: block;
  position: relative;
  overflow: hidden;
  min-width: 64px;
  aspect-ratio: 16 / 9;
  border-radius: var(--webgear-radius, 12px);
  background: var(--_ground);
  color-scheme: dark;
  container-type: inline-size;
  /* Its width where nothing gives it one: a container has none of its own. */
  contain-intrinsic-inline-size: 640px;
}
:host([fit='cover']) { --_fit: cover; }
:host([fit='contain']) { --_fit: contain; }
:host([hidden]), [hidden] {
  display: none !important;
}
:host(:fullscreen) {
  width: 100%;
  height: 100%;
  border-radius: 0;
  background: #000;
  /* Browsers undo only transform: a player that its page centres by this property would lie beside the screen. */
  translate: none !important;
}
* {
  box-sizing: border-box;
}
/* Text styles of the host page end here, except for the direction, which all leaves as it is. */
.stage {
  all: initial;
  --_u: var(--webgear-size, 16px);
  position: absolute;
  inset: 0;
  display: block;
  overflow: hidden;
  visibility: inherit;
  pointer-events: inherit;
  border-radius: inherit;
  color: var(--_text);
  font: max(12px, calc(var(--_u) * 0.875)) / 1.43 system-ui, sans-serif;
  -webkit-tap-highlight-color: transparent;
  user-select: none;
  touch-action: pan-y;
}
.stage:not(.full) {
  touch-action: auto;
}
.stage.zoomed, :host(:fullscreen) .stage {
  touch-action: none;
}
@container (max-width: 359.9px) { .stage { --_u: calc(var(--webgear-size, 16px) * 0.875); } }
@container (max-width: 199.9px) { .stage { --_u: calc(var(--webgear-size, 16px) * 0.75); } }
@container (min-width: 1280px) { .stage { --_u: calc(var(--webgear-size, 16px) * 1.125); } }
@container (min-width: 1920px) { .stage { --_u: calc(var(--webgear-size, 16px) * 1.375); } }
@media (prefers-contrast: more), (prefers-reduced-transparency: reduce) {
  :host { --_chip: #000; --_panel: #121318; --_quiet: #fff; --_scrim: rgb(0 0 0 / 85%); }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { transition: none !important; animation-name: none !important; }
}
@media (forced-colors: active) {
  .status, .panel, .toast, .action { border: 1px solid CanvasText; background: Canvas; }
  .dot { forced-color-adjust: none; }
  .name { background: Canvas; }
  .action, button { color: ButtonText; }
}`;

let shared: CSSStyleSheet | undefined;

/** The style sheet shared by all players of the page. A <style> element would violate policies without inline styles. */
export function playerStyles(): CSSStyleSheet {
  shared ??= makeSheet([themeStyles, buttonStyles, layerStyles, topStyles, spinnerStyles].join(''));
  return shared;
}

/** A sheet to adopt. */
export function makeSheet(styles: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  return sheet;
}
