/** Messages shown for a moment, and the invitation to hear the sound. */
export const toastStyles = `
.toast {
  position: absolute;
  inset: auto 0 calc(var(--_u) * 4.5);
  width: max-content;
  max-width: calc(100% - var(--_u) * 1.5);
  margin: auto;
  padding: calc(var(--_u) * 0.5) calc(var(--_u) * 0.875);
  font-size: max(12px, calc(var(--_u) * 0.8125));
  overflow-wrap: anywhere;
  pointer-events: none;
}
/* Stays longer than the controls: a viewer may not know that there is sound. */
.unmute {
  position: absolute;
  inset-block-start: calc(var(--_u) * 0.5);
  inset-inline-end: calc(var(--_u) * 0.5);
  height: max(44px, calc(var(--_u) * 2.5));
  margin: 0;
  padding: 0 var(--_u);
  transition: opacity 240ms, visibility 240ms;
}
.stage.idle.live > .unmute {
  visibility: hidden;
  opacity: 0;
  transition-delay: 12s;
}
.stage.guarded > .unmute {
  pointer-events: none;
}
.stage:not(.full) > .unmute, .stage.dimmed > .unmute, .stage.covered > .unmute {
  display: none;
}
.top:has(~ .unmute:not([hidden])) {
  padding-inline-end: calc(var(--_u) * 9.5);
}
@container (max-width: 359.9px) {
  .unmute { min-width: 44px; padding: 0; }
  .unmute > span { position: absolute; clip-path: inset(50%); }
  .top:has(~ .unmute:not([hidden])) { padding-inline-end: 60px; }
}
@container (max-width: 239.9px) {
  .toast { bottom: 8px; }
  .unmute { display: none; }
}`;
