/** Name and state over the upper edge, and the caption of a tile. */
export const topStyles = `
p {
  margin: 0;
}
.top {
  position: absolute;
  inset: 0 0 auto;
  /* Pages place the part named status, which once was a chip alone. */
  left: 0 !important;
  right: 0 !important;
  display: flex;
  align-items: center;
  gap: calc(var(--_u) * 0.5);
  padding: calc(var(--_u) * 0.75);
  padding-block-start: max(calc(var(--_u) * 0.75), env(safe-area-inset-top));
  isolation: isolate;
  pointer-events: none;
  transition: opacity 160ms cubic-bezier(0.2, 0, 0, 1);
}
/* Held below the words, then to nothing: a plain gradient is too weak over white. */
.top::before {
  content: '';
  position: absolute;
  inset: 0 0 auto;
  z-index: -1;
  height: calc(var(--_u) * 6);
  background: linear-gradient(var(--_scrim) calc(var(--_u) * 2.75), transparent);
}
.stage.dimmed > .top::before, .stage.covered > .top::before {
  display: none;
}
/* Room for links of the page. */
.stage.linked > .top {
  padding-inline-start: calc(var(--_u) * 3.5);
}
.name {
  overflow: hidden;
  font-size: max(12px, calc(var(--_u) * 0.9375));
  font-weight: 600;
  line-height: 1.6;
  text-overflow: ellipsis;
  text-shadow: 0 0 4px rgb(0 0 0 / 60%);
  white-space: nowrap;
}
.name:empty {
  display: none;
}
.status {
  flex: none;
  display: flex;
  align-items: center;
  gap: calc(var(--_u) * 0.375);
  height: calc(var(--_u) * 1.5);
  padding: 0 calc(var(--_u) * 0.5);
  border-radius: calc(var(--_u) * 0.375);
  background: var(--_chip);
  font-size: max(12px, calc(var(--_u) * 0.75));
  font-weight: 600;
  letter-spacing: 0.02em;
  line-height: 1;
  white-space: nowrap;
  cursor: default;
  pointer-events: auto;
}
.state {
  text-transform: uppercase;
}
.latency {
  color: var(--_quiet);
  font-weight: 400;
  font-variant-numeric: tabular-nums;
}
.latency:empty {
  display: none;
}
.dot {
  flex: none;
  width: 8px;
  height: 8px;
  border-radius: 50%;
  background: var(--_tone);
}
[data-tone='quiet'] { --_tone: var(--_quiet); }
[data-tone='waiting'] { --_tone: var(--_warning); }
[data-tone='live'] { --_tone: var(--_live); }
[data-tone='trouble'] { --_tone: var(--_trouble); }
[data-tone='waiting'] > .dot {
  animation: breathe 1.6s ease-in-out infinite;
}
@keyframes breathe {
  50% { opacity: 0.25; }
}
.stage.idle.live.full > .top {
  opacity: 0;
  transition-duration: 240ms;
}
.stage:not(.full) .status {
  pointer-events: none;
}
.stage.bare.live > .top {
  display: none;
}
/* A tile: one line over the lower edge, which says more only when it is not live. */
.stage:not(.full, .bare) > .top {
  inset: auto 0 0;
  padding: calc(var(--_u) * 0.5) calc(var(--_u) * 0.75);
}
.stage:not(.full, .bare) > .top::before {
  inset: auto 0 0;
  height: calc(var(--_u) * 3.5);
  background: linear-gradient(to top, var(--_scrim) calc(var(--_u) * 1.875), transparent);
}
.stage:not(.full, .bare) .status {
  display: contents;
}
.stage:not(.full, .bare) .dot {
  order: -1;
  box-shadow: 0 0 0 2px #000;
}
.stage:not(.full, .bare) .name {
  font-size: max(12px, calc(var(--_u) * 0.8125));
}
.stage:not(.full, .bare) .state {
  font-size: 12px;
  text-transform: none;
}
.stage.live:not(.full, .bare) .state, .stage:not(.full, .bare) .latency {
  display: none;
}
.stage:not(.full, .bare) > .top:has(> .name:empty) > .status > .dot {
  margin-inline-start: 0;
}
::slotted([slot='navigation']) {
  transition: opacity 160ms;
}
.stage.idle.live > ::slotted([slot='navigation']) {
  opacity: 0;
}
@container (max-width: 359.9px) {
  .latency { display: none; }
}
@container (max-width: 239.9px) {
  .stage.full .state, .stage.bare .state { display: none; }
  .stage.full .status, .stage.bare .status { padding: 0 calc(var(--_u) * 0.25); height: calc(var(--_u) * 1.125); }
}
@container (max-width: 159.9px) {
  .stage.full .name { display: none; }
}`;
