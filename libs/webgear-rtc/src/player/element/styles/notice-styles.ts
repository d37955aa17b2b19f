/** The notice across the video. */
export const noticeStyles = `
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
@container (max-width: 479.9px) {
  .notice.across { gap: calc(var(--_u) * 0.25); padding: calc(var(--_u) * 0.5) var(--_u); }
}
@container (max-width: 359.9px) {
  .stage.full .notice.across:not(.play) .text { display: none; }
}
@container (max-width: 239.9px) {
  .notice.across .text, .notice.across > .countdown, .notice.across > details, .notice.play > .action { display: none; }
  .notice.beside { inset: 4px 4px auto; width: auto; max-width: none; padding: 4px 8px; }
  .notice.beside .sentence, .sentence { font-size: 12px; }
}
@container (max-width: 159.9px) {
  .notice.across .sentence, .notice.across > .action { position: absolute; clip-path: inset(50%); }
}`;
