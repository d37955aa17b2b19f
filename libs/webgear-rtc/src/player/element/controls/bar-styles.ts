/** Buttons, and what there is of them at which width. */
export const barStyles = `
button[aria-disabled='true'] {
  cursor: default;
  opacity: 0.4;
}
button[aria-pressed='true'], button[aria-expanded='true'] {
  color: var(--_accent);
}
.controls {
  position: absolute;
  inset: auto 0 0;
  display: flex;
  align-items: center;
  padding: calc(var(--_u) * 0.375) calc(var(--_u) * 0.5);
  padding-block-end: max(calc(var(--_u) * 0.375), env(safe-area-inset-bottom));
  isolation: isolate;
  pointer-events: none;
  transition: opacity 160ms cubic-bezier(0.2, 0, 0, 1);
}
/* The first frame brings the shape of the video, with which the bar would jump (layout shift). */
.stage.busy:not(.shaped) > .controls {
  visibility: hidden;
}
.controls > * {
  pointer-events: auto;
}
.controls::before {
  content: '';
  position: absolute;
  inset: auto 0 0;
  z-index: -1;
  height: calc(var(--_u) * 7);
  background: linear-gradient(to top, var(--_scrim) calc(var(--_u) * 3.5), transparent);
  pointer-events: none;
}
.stage.dimmed > .controls::before, .stage.covered > .controls::before {
  display: none;
}
.controls svg {
  filter: drop-shadow(0 0 2px rgb(0 0 0 / 50%));
}
.gap {
  flex: 1;
  pointer-events: none;
}
.controls > input[type='range'] {
  width: calc(var(--_u) * 5);
  height: var(--_button);
}
input[type='range'] {
  margin: 0;
  accent-color: var(--_text);
  cursor: pointer;
}
.note {
  display: flex;
  align-items: center;
  gap: calc(var(--_u) * 0.375);
  padding: 0 calc(var(--_u) * 0.5);
  white-space: nowrap;
}
.zoom-reset {
  padding: 0 calc(var(--_u) * 0.5);
  font-variant-numeric: tabular-nums;
}
/* The name of a button and its key, at once, for a mouse and for the keyboard. */
.controls > button::after {
  content: attr(aria-label) '\\2002' attr(data-key);
  position: absolute;
  inset-block-end: calc(100% + var(--_u) * 0.25);
  padding: calc(var(--_u) * 0.25) calc(var(--_u) * 0.5);
  border-radius: calc(var(--_u) * 0.375);
  background: var(--_panel);
  color: var(--_text);
  font-size: max(12px, calc(var(--_u) * 0.8125));
  white-space: nowrap;
  opacity: 0;
  visibility: hidden;
  pointer-events: none;
}
.controls > button:first-child::after {
  inset-inline-start: 0;
}
.controls > .gap ~ button::after {
  inset-inline-end: 0;
}
.controls:not(:has(> button:hover)) > button:focus-visible::after {
  opacity: 1;
  visibility: visible;
}
@media (hover: hover) {
  .controls > button:hover::after { opacity: 1; visibility: visible; }
}
.controls > button[aria-expanded='true']::after {
  display: none;
}
.stage.idle.live > .controls {
  opacity: 0;
  transition-duration: 240ms;
}
.stage.idle.live > .controls > *, .stage.guarded > .controls > *, .stage.idle.live .status {
  pointer-events: none;
}
.stage:not(.full) > .controls, .stage.bare.live > .stats {
  display: none;
}
@media (pointer: coarse) {
  .stage { --_button: max(44px, calc(var(--_u) * 2.75)); }
}
/* The slider: keys, of the device too, change the volume. Picture in picture is in the menu too. */
@container (max-width: 479.9px) {
  .controls > input[type='range'], .in-menu-480 { display: none; }
}
@container (max-width: 359.9px) {
  .in-menu-360 { display: none; }
}
@container (max-width: 239.9px) {
  .stage { --_button: 36px; }
  .controls > :not(.last-button, .gap) { display: none; }
  .controls { padding: 0; }
  .controls::before { display: none; }
  .controls > .last-button { background: var(--_chip); border-radius: 8px; margin: 4px; }
}
@container (max-width: 159.9px) {
  .controls:not(:focus-within) { clip-path: inset(50%); }
}
@media (forced-colors: active) {
  .controls { background: Canvas; }
  .controls::before { display: none; }
}`;
