/** What all buttons and icons have in common. */
export const buttonStyles = `
button, input {
  color: inherit;
  font: inherit;
  letter-spacing: inherit;
}
button {
  position: relative;
  display: grid;
  flex: none;
  place-items: center;
  min-width: var(--_button);
  height: var(--_button);
  padding: 0;
  border: 0;
  border-radius: calc(var(--_u) * 0.625);
  background: none;
  cursor: pointer;
  touch-action: manipulation;
}
/* Firefox sends no click where what the press began on, an icon or a text, has been replaced meanwhile. */
button > * {
  pointer-events: none;
}
.stage {
  --_button: calc(var(--_u) * 2.75);
}
/* After a tap, a touch screen would leave it highlighted. */
@media (hover: hover) {
  button:hover { background: var(--_hover); }
}
button:active {
  background: color-mix(in srgb, var(--_text) 20%, transparent);
}
svg {
  width: calc(var(--_u) * 1.5);
  height: calc(var(--_u) * 1.5);
  fill: none;
  stroke: currentColor;
  stroke-width: 2;
  stroke-linecap: round;
  stroke-linejoin: round;
}
svg.filled {
  fill: currentColor;
}
:focus-visible {
  outline: 2px solid var(--_focus);
  outline-offset: -2px;
  box-shadow: 0 0 0 2px #000;
}
.stage:focus {
  outline: none;
  box-shadow: none;
}
.action:focus-visible {
  outline-offset: 2px;
}`;
