/** The slider over the buttons, and the note on recorded video. */
export const timelineStyles = `
.timeline {
  position: absolute;
  inset: auto 0 calc(var(--_button) + var(--_u) * 0.625);
  padding: 0 calc(var(--_u) * 0.875);
  display: flex;
  align-items: center;
  gap: calc(var(--_u) * 0.5);
  transition: opacity 160ms cubic-bezier(0.2, 0, 0, 1);
}
.timeline > button {
  min-width: 0;
  height: calc(var(--_u) * 2);
  padding: 0 calc(var(--_u) * 0.5);
  font-size: max(12px, calc(var(--_u) * 0.8125));
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
.timeline > time {
  min-width: 8ch;
  font-size: max(12px, calc(var(--_u) * 0.8125));
  font-variant-numeric: tabular-nums;
  text-shadow: 0 0 4px rgb(0 0 0 / 60%);
  white-space: nowrap;
}
.track {
  --_thumb: 16px;
  position: relative;
  flex: 1;
  height: calc(var(--_u) * 2);
}
.kept {
  position: absolute;
  inset: calc(50% - 3px) calc(var(--_thumb) / 2) auto;
  height: 6px;
  border-radius: 3px;
  background: rgb(255 255 255 / 20%);
  overflow: hidden;
  pointer-events: none;
}
.kept > span {
  position: absolute;
  inset-block: 0;
  background: var(--_accent);
}
.track > input {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
  appearance: none;
  background: none;
  touch-action: none;
}
.track > input::-webkit-slider-thumb {
  appearance: none;
  width: var(--_thumb);
  height: var(--_thumb);
  border: 0;
  border-radius: 50%;
  background: var(--_text);
  box-shadow: 0 0 0 1px rgb(0 0 0 / 50%);
}
.track > input::-moz-range-thumb {
  width: var(--_thumb);
  height: var(--_thumb);
  border: 0;
  border-radius: 50%;
  background: var(--_text);
  box-shadow: 0 0 0 1px rgb(0 0 0 / 50%);
}
.track > input::-moz-range-track { background: none; }
.go-live::before {
  content: '';
  width: 8px;
  height: 8px;
  border-radius: 50%;
  background: var(--_quiet);
}
.go-live {
  grid-auto-flow: column;
  gap: calc(var(--_u) * 0.375);
}
.go-live[aria-pressed='true'] { color: inherit; }
.go-live[aria-pressed='true']::before { background: var(--_live); }
.recorded {
  position: absolute;
  inset-block-start: max(calc(var(--_u) * 0.75), env(safe-area-inset-top));
  inset-inline-end: calc(var(--_u) * 0.75);
  padding: calc(var(--_u) * 0.25) calc(var(--_u) * 0.5);
  border-radius: calc(var(--_u) * 0.375);
  background: var(--_chip);
  font-size: max(12px, calc(var(--_u) * 0.75));
  font-weight: 600;
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
/* What is shown is not live, whatever the camera does now. */
.stage.looking-back > .zoom { filter: none; opacity: 1; }
.stage.looking-back > .top > .status, .stage.looking-back > .notice, .stage.looking-back > .centre, .stage.looking-back > .unmute {
  display: none;
}
.stage.looking-back > .controls::before { display: block; }
.stage:not(.full) > .timeline, .stage:not(.full) > .recorded { display: none; }
.stage.busy:not(.shaped) > .timeline { visibility: hidden; }
.stage.idle.live > .timeline { opacity: 0; }
.stage.idle.live > .timeline, .stage.guarded > .timeline { pointer-events: none; }
.stage.idle.live > .timeline > *, .stage.guarded > .timeline > * { pointer-events: none; }
@container (max-width: 479.9px) { .timeline > .span { display: none; } }
@container (max-width: 359.9px) { .timeline > time { display: none; } }
@container (max-width: 239.9px) { .timeline { display: none; } }
@media (pointer: coarse) {
  .track { --_thumb: 24px; height: 44px; }
  .timeline > button { height: 44px; min-width: 44px; }
}
@media (forced-colors: active) {
  .timeline { background: Canvas; }
  .kept { border: 1px solid CanvasText; }
  .kept > span, .go-live[aria-pressed='true']::before { background: Highlight; forced-color-adjust: none; }
  .recorded { border: 1px solid CanvasText; background: Canvas; }
}`;
