/** Buttons, and when they are visible. */
export const controlsStyles = `
button, input {
  color: inherit;
  font: inherit;
}
button {
  display: grid;
  place-items: center;
  min-width: 2.75rem;
  height: 2.75rem;
  padding: 0;
  border: 0;
  border-radius: 0.5rem;
  background: none;
  cursor: pointer;
  touch-action: manipulation;
}
/* After a tap, a touch screen would leave it highlighted. */
@media (hover: hover) {
  button:hover { background: color-mix(in srgb, var(--_accent) 25%, transparent); }
}
button[aria-disabled='true'] {
  cursor: default;
  opacity: 0.4;
}
button svg {
  width: 1.375rem;
  height: 1.375rem;
}
svg {
  fill: none;
  stroke: currentColor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
button[aria-expanded='true'] {
  color: var(--_accent);
}
.action {
  min-width: 7rem;
  margin-top: 0.25rem;
  padding: 0 1.5rem;
  border-radius: 1.375rem;
  background: var(--_accent);
  color: var(--_on-accent);
  font-weight: 600;
}
.action:hover {
  background: color-mix(in srgb, var(--_accent) 85%, var(--_text));
}
/* Stays longer than the controls: a viewer may not know that there is sound. */
.unmute {
  position: absolute;
  top: 0.75rem;
  right: 0.75rem;
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.5rem;
  margin: 0;
  padding: 0 1rem;
  transition: opacity 0.3s, visibility 0.3s;
}
.stage.idle.live > .unmute {
  visibility: hidden;
  opacity: 0;
  transition-delay: 12s;
}
.stage.guarded > .unmute {
  pointer-events: none;
}
.stage:not(.full) > .unmute, .stage.dimmed > .unmute {
  display: none;
}
.note {
  display: flex;
  align-items: center;
  gap: 0.375rem;
  padding: 0 0.5rem;
  color: var(--_quiet);
  white-space: nowrap;
}
.note svg {
  width: 1.125rem;
  height: 1.125rem;
}
.controls {
  position: absolute;
  inset: auto 0.5rem 0.5rem;
  display: flex;
  align-items: center;
  padding: 0 0.25rem;
  border-radius: 0.75rem;
  background: var(--_surface);
  transition: opacity 0.3s;
}
.gap {
  flex: 1;
}
input[type='range'] {
  width: 5rem;
  height: 2.75rem;
  accent-color: var(--_accent);
}
:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
}
.action:focus-visible {
  outline-offset: 2px;
}
.stage.idle.live > .controls, .stage.idle.live.full > .status {
  opacity: 0;
}
/* Links of the page, to other streams. */
::slotted([slot='navigation']) {
  transition: opacity 0.3s;
}
.stage.idle.live > ::slotted([slot='navigation']) {
  opacity: 0;
}
.stage.idle.live > .controls, .stage.guarded > .controls {
  pointer-events: none;
}
.stage:not(.full) > .controls, .stage.bare.live > .status, .stage.bare.live > .stats {
  display: none;
}
/* Too narrow for the slider: keys, of the device too, change the volume. */
@container (max-width: 30rem) {
  input[type='range'], .stage:has(> .stats:not([hidden])) > .unmute { display: none; }
}
/* The sound and the menu are two buttons more than fit; the address bar has the link too. */
@container (max-width: 24rem) {
  .controls:has(> [aria-keyshortcuts='m']:not([hidden])) > .link { display: none; }
}
@container (max-width: 21rem) {
  .controls:has(> [aria-keyshortcuts='m']:not([hidden])):has(> [aria-haspopup='menu']:not([hidden])) > [aria-keyshortcuts='s'] { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; }
}
@media (forced-colors: active) {
  .status, .notice, .controls, .stats, .toast, .action { border: 1px solid CanvasText; background: Canvas; }
  .dot { forced-color-adjust: none; }
  .action, button { color: ButtonText; }
}`;
