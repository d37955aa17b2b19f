/** What is said across the video: spinner, notice, toast, and the large buttons. */
export const noticeStyles = `
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
.notice:not(.across, .beside) {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.notice.across {
  position: absolute;
  inset: 0;
  display: grid;
  justify-items: center;
  align-content: center;
  gap: calc(var(--_u) * 0.5);
  width: max-content;
  max-width: min(calc(var(--_u) * 22.5), 100% - calc(var(--_u) * 1.5));
  height: max-content;
  max-height: calc(100% - var(--_u) * 0.5);
  margin: auto;
  padding: calc(var(--_u) * 1.25) calc(var(--_u) * 1.5);
  border-radius: calc(var(--_u) * 0.75);
  overflow: auto;
  text-align: center;
}
.stage.covered > .notice {
  background: none;
}
.notice > svg {
  width: calc(var(--_u) * 1.75);
  height: calc(var(--_u) * 1.75);
  color: var(--_tone);
}
.notice.beside > svg {
  display: none;
}
/* Above the controls; what there is of the video stays visible. */
.notice.beside {
  position: absolute;
  inset: auto 0 calc(var(--_u) * 4.25);
  width: max-content;
  max-width: calc(100% - var(--_u) * 1.5);
  margin: auto;
  padding: calc(var(--_u) * 0.375) var(--_u);
  text-align: center;
}
.notice.beside .sentence {
  font-size: max(12px, calc(var(--_u) * 0.875));
}
.stage:not(.full) > .notice.beside {
  bottom: calc(var(--_u) * 2.5);
}
.sentence {
  overflow-wrap: anywhere;
  font-size: max(13px, calc(var(--_u) * 1.0625));
  font-weight: 600;
  line-height: 1.41;
  text-wrap: balance;
}
.countdown, .text, details {
  color: var(--_quiet);
  font-variant-numeric: tabular-nums;
  text-wrap: balance;
}
.countdown:empty, .text:empty {
  display: none;
}
summary {
  cursor: pointer;
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
}
/* Paused: no card, one large button on the dimmed video. */
.notice.play {
  padding: 0;
  background: none;
}
.notice.play > svg, .notice.play .text, .notice.play:not(.wordy) > .said {
  position: absolute;
  clip-path: inset(50%);
}
.notice.play > .action {
  width: calc(var(--_u) * 4);
  min-width: 0;
  height: calc(var(--_u) * 4);
  margin: 0;
  padding: 0;
  background: var(--_panel);
  color: var(--_text);
  font-size: 0;
}
.notice.play > .action::before {
  content: '';
  width: calc(var(--_u) * 1.75);
  height: calc(var(--_u) * 1.75);
  background: currentColor;
  clip-path: polygon(25% 12%, 25% 88%, 90% 50%);
}
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
.toast:empty {
  display: none;
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
@container (max-width: 479.9px) {
  .notice.across { gap: calc(var(--_u) * 0.25); padding: calc(var(--_u) * 0.5) var(--_u); }
}
@container (max-width: 359.9px) {
  .unmute { min-width: 44px; padding: 0; }
  .unmute > span { position: absolute; clip-path: inset(50%); }
  .top:has(~ .unmute:not([hidden])) { padding-inline-end: 60px; }
  .stage.full .notice.across:not(.play) .text { display: none; }
}
@container (max-width: 239.9px) {
  .notice.across .text, .notice.across > .countdown, .notice.across > details, .notice.play > .action { display: none; }
  .notice.beside { inset: 4px 4px auto; width: auto; max-width: none; padding: 4px 8px; }
  .notice.beside .sentence, .sentence { font-size: 12px; }
  .toast { bottom: 8px; }
  .unmute { display: none; }
}
@container (max-width: 159.9px) {
  .notice.across .sentence, .notice.across > .action { position: absolute; clip-path: inset(50%); }
}`;
