/** Menu, statistics, shortcuts and the small image of enlarged video. */
export const panelStyles = `
/* Firefox's own picture-in-picture button over a video takes the presses of what is above it, unless that is opaque. */
@supports (-moz-appearance: none) {
  @media (forced-colors: none) {
    .panel { background: linear-gradient(var(--_panel), var(--_panel)) #121318; }
  }
}
.menu {
  position: absolute;
  inset-block-end: calc(var(--_u) * 3.75);
  inset-inline-end: calc(var(--_u) * 0.5);
  display: flex;
  flex-direction: column;
  min-width: min(calc(var(--_u) * 13.75), 100% - var(--_u));
  max-height: calc(100% - var(--_u) * 4.25);
  padding: calc(var(--_u) * 0.25);
  overflow: auto;
}
.menu > button {
  display: flex;
  align-items: center;
  gap: calc(var(--_u) * 0.5);
  min-height: calc(var(--_u) * 2.5);
  height: auto;
  padding: 0 calc(var(--_u) * 0.75);
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
@media (pointer: coarse) {
  .menu > button { min-height: 44px; }
}
.menu svg {
  width: calc(var(--_u) * 1.125);
  height: calc(var(--_u) * 1.125);
}
.menu > [aria-checked='false'] > svg {
  visibility: hidden;
}
.menu > [aria-checked='true'] {
  font-weight: 600;
}
.words {
  flex: 1;
  text-align: start;
}
.hint, kbd {
  color: var(--_quiet);
  font-family: inherit;
  font-weight: 400;
}
kbd {
  min-width: calc(var(--_u) * 1.375);
  padding: 0 calc(var(--_u) * 0.25);
  border: 1px solid var(--_line);
  border-radius: 4px;
  font-size: 12px;
  text-align: center;
}
@media (hover: none) {
  .menu kbd { display: none; }
}
.stage:not(.full) > .menu, .stage:not(.full) > .shortcuts {
  display: none;
}
/* Rows for what the bar has no room for. */
.beyond-480, .beyond-360 {
  display: none !important;
}
@container (max-width: 479.9px) {
  .beyond-480 { display: flex !important; }
}
@container (max-width: 359.9px) {
  .beyond-360 { display: flex !important; }
}
.stats, .shortcuts {
  position: absolute;
  font-size: max(12px, calc(var(--_u) * 0.8125));
  line-height: calc(var(--_u) * 1.25);
  user-select: text;
}
.stats {
  inset-block-start: calc(var(--_u) * 3.25);
  inset-inline-start: calc(var(--_u) * 0.75);
  max-width: calc(100% - var(--_u) * 1.5);
  max-height: calc(100% - var(--_u) * 7);
  min-width: min(calc(var(--_u) * 17.5), 100% - var(--_u) * 1.5);
  padding: calc(var(--_u) * 0.25) calc(var(--_u) * 0.25) calc(var(--_u) * 0.5) calc(var(--_u) * 0.75);
  overflow: auto;
  font-variant-numeric: tabular-nums;
  z-index: 1;
}
header {
  position: sticky;
  inset-block-start: 0;
  display: flex;
  align-items: center;
}
header > strong {
  flex: 1;
  font-weight: 600;
}
header > button {
  --_button: max(32px, calc(var(--_u) * 2));
}
header svg {
  width: calc(var(--_u) * 1.125);
  height: calc(var(--_u) * 1.125);
}
dl {
  display: grid;
  grid-template-columns: auto auto 1fr;
  align-items: center;
  gap: 0 calc(var(--_u) * 0.75);
  margin: 0;
  padding-inline-end: calc(var(--_u) * 0.5);
}
dt {
  color: var(--_quiet);
}
dd {
  margin: 0;
}
/* Numbers and units read from the left in every script. */
.stats dd {
  direction: ltr;
  text-align: end;
  unicode-bidi: isolate;
}
.stats:dir(rtl) dd {
  text-align: start;
}
.stale dd {
  opacity: 0.5;
}
dd[data-level='amber'] { color: var(--_warning); }
dd[data-level='red'] { color: var(--_trouble); }
.spark {
  display: block;
  width: calc(var(--_u) * 4.5);
  height: var(--_u);
  stroke-width: 1;
  filter: none;
}
.spark > polyline {
  vector-effect: non-scaling-stroke;
}
.spark > [points=''], .spark > :not([points]) {
  display: none;
}
meter {
  width: calc(var(--_u) * 5);
  height: calc(var(--_u) * 0.75);
  vertical-align: middle;
}
.shortcuts {
  inset: 0;
  width: max-content;
  height: max-content;
  max-width: calc(100% - var(--_u));
  max-height: calc(100% - var(--_u));
  margin: auto;
  padding: calc(var(--_u) * 0.25) calc(var(--_u) * 0.5) calc(var(--_u) * 0.75) var(--_u);
  overflow: auto;
  z-index: 1;
}
.shortcuts dl {
  grid-template-columns: auto 1fr;
  gap: calc(var(--_u) * 0.375) var(--_u);
  padding-inline-end: var(--_u);
}
.shortcuts dt {
  display: grid;
}
@container (min-width: 640px) {
  .shortcuts dl { grid-template-columns: auto 1fr auto 1fr; }
}
.minimap {
  position: absolute;
  inset-block-start: calc(var(--_u) * 0.75);
  inset-inline-end: calc(var(--_u) * 0.75);
  overflow: hidden;
  border-radius: 6px;
  outline: 1px solid var(--_line);
  background: #000;
  direction: ltr;
  pointer-events: none;
}
.unmute:not([hidden]) ~ .minimap {
  inset-block-start: calc(var(--_u) * 3.5);
}
.minimap > canvas {
  display: block;
}
.minimap > span {
  position: absolute;
  border: 1.5px solid #fff;
  border-radius: 2px;
  box-shadow: 0 0 0 99px rgb(0 0 0 / 40%);
}
.away {
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: calc(var(--_u) * 0.5);
  background: #15171d;
  color: var(--_quiet);
  text-align: center;
}
/* A sheet over the lower edge. */
@container (max-width: 479.9px) {
  .stats {
    inset: auto 0 0;
    max-width: none;
    max-height: calc(100% - var(--_u) * 2.5);
    border-end-start-radius: 0;
    border-end-end-radius: 0;
  }
  .stats dd { white-space: nowrap; }
  /* The video beside it closes it. */
  .menu { inset: 4px 4px 4px auto; max-height: none; z-index: 1; }
}
@container (max-width: 359.9px) {
  .stats .line { display: none; }
  dl { grid-template-columns: auto 1fr; }
  .stats { max-height: 75%; }
}
@container (max-width: 239.9px) {
  .minimap { display: none; }
}`;
