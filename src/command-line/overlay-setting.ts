/**
 * The option `overlay` with what `--overlay-clock` says of it: text and clock in one place, or a clock alone.
 *
 * @param refuse raises the error that completes the sentence "overlayClock …"
 */
export function overlayWithClock(overlay: unknown, clock: unknown, refuse: (rule: string) => never): unknown {
  if (clock === undefined || clock === false) return overlay;
  if (clock !== true) return refuse('must be true or false');
  if (Array.isArray(overlay)) return refuse('cannot say which of several overlays has a clock');
  if (typeof overlay === 'object' && overlay !== null) return { clock: true, ...overlay };
  return overlay === undefined ? { clock: true } : { text: overlay, clock: true };
}
