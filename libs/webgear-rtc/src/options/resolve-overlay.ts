import { resolve } from 'node:path';
import type { ClockSettings, OverlaySettings } from '../pipeline/overlay/overlay-settings.interface.js';
import { defaultClockFormat } from './clock-format.js';
import { overlayColourOf } from './overlay-colour.js';
import { listOf, overlaying, overlayRules } from './overlay-rules.js';
import type { Overlay } from './overlay.interface.js';
import { invalidOption, validateOptions } from './validate-options.js';

/** Defaults of an overlay. */
export const defaultOverlay = Object.freeze({
  clock: false,
  position: 'top-left',
  fontSize: 4,
  color: 'white',
  background: '#00000080',
} satisfies Overlay);

/**
 * Checks what is to be drawn onto the pictures and fills in the rest.
 *
 * @param field name of the option in messages
 * @returns an empty list when nothing is
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveOverlay(
  stated: string | Overlay | readonly Overlay[],
  field: string,
): readonly OverlaySettings[] {
  if (!overlaying.accepts(stated)) throw invalidOption(field, overlaying, stated);
  if (typeof stated === 'string') return Object.freeze([resolveOne({ text: stated }, field)]);
  const isList = Array.isArray(stated);
  const overlays = (listOf(stated) as readonly Overlay[]).map((overlay, index) =>
    resolveOne(overlay, isList ? `${field}[${index}]` : field),
  );
  overlays.forEach(({ position }, index) => {
    if (overlays.findIndex((other) => other.position === position) === index) return;
    const rule = 'must not be that of another overlay';
    const allowed = 'another place, or one overlay with several lines of text';
    throw invalidOption(`${field}[${index}].position`, { rule, allowed }, position);
  });
  return Object.freeze(overlays);
}

function resolveOne(overlay: Overlay, field: string): OverlaySettings {
  validateOptions({ ...overlay }, overlayRules, `${field}.`);
  const clock = resolveClock(overlay, field);
  if (overlay.text === undefined && clock === undefined) {
    throw invalidOption(field, { rule: 'must show something', allowed: 'text, a clock or both' }, overlay);
  }
  return Object.freeze({
    text: overlay.text ?? '',
    clock,
    position: overlay.position ?? defaultOverlay.position,
    fontSizePercent: overlay.fontSize ?? defaultOverlay.fontSize,
    color: colourOf(overlay.color ?? defaultOverlay.color),
    background: colourOf(overlay.background ?? defaultOverlay.background),
    fontFile: overlay.fontFile === undefined ? undefined : resolve(overlay.fontFile),
  });
}

function resolveClock(
  { clock = defaultOverlay.clock, timeZone }: Overlay,
  field: string,
): ClockSettings | undefined {
  if (clock === false) {
    if (timeZone === undefined) return undefined;
    const rule = 'must stand beside a clock';
    throw invalidOption(`${field}.timeZone`, { rule, allowed: 'clock: true beside it' }, timeZone);
  }
  return Object.freeze({ format: clock === true ? defaultClockFormat : clock, timeZone });
}

/** Never the default here: the rules let only colours pass. */
function colourOf(stated: string): string {
  return overlayColourOf(stated) ?? defaultOverlay.background;
}
