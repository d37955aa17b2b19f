/** Spinner, panels, and the large buttons. */
export const spinnerStyles = `
.panel {
  border-radius: calc(var(--_u) * 0.625);
  background: var(--_panel);
}
.centre {
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: calc(var(--_u) * 0.75);
  text-align: center;
  pointer-events: none;
}
/* After 400 ms: most connections are faster. */
.spinner {
  width: calc(var(--_u) * 2.5);
  height: calc(var(--_u) * 2.5);
  border: 3px solid rgb(255 255 255 / 90%);
  border-block-end-color: transparent;
  border-radius: 50%;
  opacity: 0;
  animation: appear 1ms 400ms forwards, turn 1s linear infinite;
  filter: drop-shadow(0 0 2px rgb(0 0 0 / 70%));
}
.stage.buffering .spinner {
  animation-delay: 1s, 0s;
}
.stage:not(.busy) > .centre {
  display: none;
}
.wait {
  padding: calc(var(--_u) * 0.375) calc(var(--_u) * 0.75);
}
.wait:empty {
  display: none;
}
@keyframes appear {
  to { opacity: 1; }
}
@keyframes turn {
  to { rotate: 1turn; }
}
@keyframes dots {
  0% { opacity: 1; }
  100% { opacity: 0.3; }
}
@media (prefers-reduced-motion: reduce) {
  .stage .spinner {
    width: calc(var(--_u) * 2.5);
    height: calc(var(--_u) * 0.5);
    border: 0;
    border-radius: 0;
    background: radial-gradient(closest-side, #fff 95%, transparent) 0 / 33.4% 100%;
    opacity: 1;
    animation-name: dots !important;
    animation-duration: 1.2s;
    animation-delay: 0s;
    animation-timing-function: steps(3);
    animation-iteration-count: infinite;
  }
}
.toast:empty {
  display: none;
}
.action {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: calc(var(--_u) * 0.5);
  min-width: calc(var(--_u) * 7);
  height: calc(var(--_u) * 2.5);
  margin-block-start: calc(var(--_u) * 0.375);
  padding: 0 calc(var(--_u) * 1.5);
  border-radius: 99px;
  background: var(--_accent);
  color: var(--_on-accent);
  font-weight: 600;
}
.stage .action:hover {
  background: color-mix(in srgb, var(--_accent) 85%, var(--_text));
}`;
