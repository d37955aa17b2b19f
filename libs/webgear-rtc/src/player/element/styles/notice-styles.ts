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
.stage {
  /* Heights of the rows that a notice leaves free: name and state above, buttons below. */
  --_head: calc(var(--_u) * 3);
  --_foot: calc(var(--_button, 0px) + var(--_u) * 0.75);
}
.stage:not(.full) {
  --_head: 0px;
  --_foot: calc(var(--_u) * 2.25);
}
.stage.bare {
  --_foot: 0px;
}
.notice.across {
  position: absolute;
  inset: var(--_head) 0 var(--_foot);
  display: grid;
  justify-items: center;
  align-content: safe center;
  gap: calc(var(--_u) * 0.5);
  width: max-content;
  max-width: min(calc(var(--_u) * 22.5), 100% - calc(var(--_u) * 1.5));
  height: max-content;
  max-height: calc(100% - var(--_head) - var(--_foot));
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
  inset: 0;
  max-height: none;
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
/* Less of it where the rows above and below leave little room: the chip has the colour, and the button a line with others. */
@container (max-width: 639.9px) {
  .notice.across:not(.play) {
    display: flex;
    flex-flow: row wrap;
    justify-content: center;
    align-items: center;
    gap: calc(var(--_u) * 0.25) calc(var(--_u) * 0.75);
    padding: calc(var(--_u) * 0.375) var(--_u);
  }
  .stage.full > .notice.across > svg { display: none; }
  .notice.across > .said, .notice.across > details[open] { flex-basis: 100%; }
  .notice.across > .action { margin: 0; }
}
@container (max-width: 479.9px) {
  .notice.across:not(.play) { row-gap: 0; padding-block: calc(var(--_u) * 0.25); }
  .notice.across:not(.play) .text { position: absolute; inset: 0 auto auto 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}
/* No room for the state twice. */
@container (max-width: 399.9px) {
  .stage.full:has(> .notice:is(.across:not(.play), .beside)) {
    --_head: 4px;
  }
  .stage.full > .top:has(~ .notice:is(.across:not(.play), .beside)), .stage > .notice.beside ~ .unmute { display: none; }
  .stage.linked:has(> .notice.across) { --_head: 48px; }
}
@container (max-width: 299.9px) {
  .notice.across:not(.play) { padding-block: 2px; }
  .notice.across > .countdown, .notice.across > details { display: none; }
  .sentence { line-height: 1.25; }
}
@container (max-width: 239.9px) {
  .notice.play > .action { width: calc(var(--_u) * 3); height: calc(var(--_u) * 3); }
  .notice.beside { inset-block: 4px auto; inset-inline: 4px; width: auto; max-width: none; padding: 4px 8px; }
  .notice.beside .sentence, .sentence { font-size: 12px; }
  /* The button of the notice is worth more than full screen, which a key opens too. */
  .stage.full:has(> .notice.across:not(.play) > .action:not([hidden])) { --_foot: 4px; }
  .notice.across:not(.play):has(> .action:not([hidden])) ~ .controls { display: none; }
}
@container (max-width: 199.9px) {
  .notice.across:not(.play) { padding: 0 8px; }
  .notice.play > .action { width: calc(var(--_u) * 2.5); height: calc(var(--_u) * 2.5); }
  .notice.beside { inset-inline-end: 48px; }
}
@container (max-width: 159.9px) {
  .stage.full > .notice.across > svg { display: block; }
  .notice.across .sentence, .notice.across > .action { position: absolute; clip-path: inset(50%); }
}`;
