/** State, name, statistics and messages. */
export const overlayStyles = `
p {
  margin: 0;
}
.status {
  position: absolute;
  top: 0.75rem;
  left: 0.75rem;
  display: flex;
  align-items: center;
  gap: 0.5rem;
  max-width: calc(100% - 1.5rem);
  padding: 0.25rem 0.75rem;
  border-radius: 1rem;
  background: var(--_surface);
  transition: opacity 0.3s;
}
.status:has(~ .unmute:not([hidden])) {
  max-width: calc(100% - 9.75rem);
}
.status > * {
  flex: none;
}
.status svg {
  width: 1rem;
  height: 1rem;
  color: var(--_tone);
}
.status .name {
  flex: 0 1 auto;
  overflow: hidden;
  color: var(--_quiet);
  text-overflow: ellipsis;
  white-space: nowrap;
}
.status .name:empty {
  display: none;
}
.dot {
  width: 0.5rem;
  height: 0.5rem;
  border-radius: 50%;
  background: var(--_tone);
}
.status[data-tone='quiet'] { --_tone: var(--_quiet); }
.status[data-tone='waiting'] { --_tone: var(--_warning); }
.status[data-tone='live'] { --_tone: var(--_live); }
.status[data-tone='trouble'] { --_tone: var(--_trouble); }
.status[data-tone='waiting'] .dot {
  animation: breathe 1.6s ease-in-out infinite;
}
@keyframes breathe {
  50% { opacity: 0.25; }
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
  inset: 50% auto auto 50%;
  display: grid;
  justify-items: center;
  gap: 0.5rem;
  width: max-content;
  max-width: calc(100% - 1.5rem);
  padding: 1rem 1.5rem;
  border-radius: 0.75rem;
  background: var(--_surface);
  backdrop-filter: blur(0.75rem);
  text-align: center;
  transform: translate(-50%, -50%);
}
/* Above the controls; what there is of the video stays visible. */
.notice.beside {
  position: absolute;
  left: 50%;
  bottom: 4.25rem;
  width: max-content;
  max-width: calc(100% - 1.5rem);
  padding: 0.375rem 1rem;
  border-radius: 1.125rem;
  background: var(--_surface);
  text-align: center;
  transform: translateX(-50%);
}
.notice.beside > .sentence {
  font-size: 0.875rem;
}
.stage:not(.full) > .notice.beside {
  bottom: 0.75rem;
}
.sentence {
  overflow-wrap: anywhere;
  font-size: 1rem;
  font-weight: 600;
  text-wrap: balance;
}
.countdown {
  color: var(--_quiet);
  font-variant-numeric: tabular-nums;
}
.countdown:empty {
  display: none;
}
.toast {
  position: absolute;
  left: 50%;
  bottom: 4.25rem;
  max-width: calc(100% - 1.5rem);
  padding: 0.25rem 0.75rem;
  border-radius: 1rem;
  background: var(--_surface);
  transform: translateX(-50%);
}
.toast:empty {
  display: none;
}
.stats {
  position: absolute;
  top: 3rem;
  left: 0.75rem;
  display: grid;
  grid-template-columns: auto auto;
  gap: 0.125rem 0.75rem;
  max-height: calc(100% - 7rem);
  margin: 0;
  overflow: auto;
  padding: 0.5rem 0.75rem;
  border-radius: 0.5rem;
  background: var(--_surface);
  font-size: 0.8125rem;
  font-variant-numeric: tabular-nums;
}
meter {
  width: 5rem;
  height: 0.75rem;
  vertical-align: middle;
}
dt {
  color: var(--_quiet);
}
dd {
  margin: 0;
  text-align: end;
}
/* Too small for everything at once: the notice takes precedence. */
@container (max-width: 30rem) {
  .notice.across { gap: 0.125rem; max-height: calc(100% - 0.5rem); padding: 0.375rem 0.75rem; overflow: auto; }
  .sentence { font-size: 0.875rem; }
  .stage.dimmed > .status, .stage.dimmed:not(:has(> .twice)) > .controls { display: none; }
  .stats { inset: 0.5rem auto auto 0.5rem; max-height: calc(100% - 4.25rem); overflow: auto; }
  .stage:has(> .stats:not([hidden])) > .status { display: none; }
  .stage:has(> .notice.beside) > .status { display: none; }
}
/* The bar has Play; hiding it would lose the keyboard focus. */
@container (max-width: 22rem) {
  .twice > .action { display: none; }
}
@container (max-width: 15rem) {
  .twice { clip-path: inset(50%); }
  .notice.beside { inset: 0.25rem 0.25rem auto; width: auto; max-width: none; padding: 0.25rem 0.5rem; transform: none; }
  .notice.beside > .sentence { font-size: 0.75rem; }
}`;
