/** The quality menu. */
export const menuStyles = `
.menu {
  position: absolute;
  right: 0.5rem;
  bottom: 3.5rem;
  display: grid;
  min-width: 8rem;
  max-height: calc(100% - 4rem);
  padding: 0.25rem;
  border-radius: 0.75rem;
  background: var(--_surface);
  overflow: auto;
}
.menu > button {
  display: flex;
  align-items: center;
  justify-content: flex-start;
  gap: 0.5rem;
  padding: 0 0.75rem 0 0.5rem;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}
/* A shape, so that the choice does not depend on colour. */
.menu > button::before {
  content: '';
  flex: none;
  width: 0.5rem;
  height: 0.5rem;
  border-radius: 50%;
}
.menu > button[aria-checked='true'] {
  color: var(--_accent);
  font-weight: 600;
}
.menu > button[aria-checked='true']::before {
  background: currentColor;
}
.stage:not(.full) > .menu {
  display: none;
}
@media (forced-colors: active) {
  .menu { border: 1px solid CanvasText; background: Canvas; }
  .menu > button::before { forced-color-adjust: none; }
}
/* One button more than fits beside the others; the address bar has the link too. */
@container (max-width: 22rem) {
  .controls:has(> [aria-haspopup='menu']:not([hidden])) > .link { display: none; }
}`;
