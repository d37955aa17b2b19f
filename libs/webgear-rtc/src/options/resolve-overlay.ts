import { resolve } from 'node:path';
import type { ClockSettings, OverlaySettings } from './resolved-options.interface.js';
import { defaultClockFormat } from './clock-format.js';
import { overlayColourOf, overlaying, overlaySchema } from './overlay-schema.js';
import type { Overlay } from './overlay.interface.js';
import { assertValue, invalidOption, parseOptions } from './validate-options.js';

/**
 * Checks what is to be drawn onto the frames and fills in the rest.
 *
 * @param field name of the option in messages
 * @returns an empty list when nothing is
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveOverlay(
  stated: string | Overlay | readonly Overlay[],
  field: string,
): readonly OverlaySettings[] {
  assertValue(overlaying, stated, field);
  if (typeof stated === 'string') return Object.freeze([resolveOne({ text: stated }, field)]);
  const overlays = isList(stated)
    ? stated.map((overlay, index) => resolveOne(overlay, `${field}[${index}]`))
    : [resolveOne(stated, field)];
  overlays.forEach(({ position }, index) => {
    if (overlays.findIndex((other) => other.position === position) === index) return;
    const rule = 'must not be that of another overlay';
    const allowed = 'another place, or one overlay with several lines of text';
    throw invalidOption(`${field}[${index}].position`, { rule, allowed }, position);
  });
  return Object.freeze(overlays);
}

function resolveOne(overlay: Overlay, field: string): OverlaySettings {
  const parsed = parseOptions(overlaySchema, overlay, `${field}.`);
  const clock = resolveClock(parsed, field);
  if (parsed.text === undefined && clock === undefined) {
    throw invalidOption(field, { rule: 'must show something', allowed: 'text, a clock or both' }, overlay);
  }
  return Object.freeze({
    text: parsed.text ?? '',
    clock,
    position: parsed.position,
    fontSizePercent: parsed.fontSize,
    color: colourOf(parsed.color),
    background: colourOf(parsed.background),
    fontFile: parsed.fontFile === undefined ? undefined : resolve(parsed.fontFile),
  });
}

function resolveClock(
  { clock, timeZone }: { readonly clock: boolean | string; readonly timeZone: string | undefined },
  field: string,
): ClockSettings | undefined {
  if (clock === false) {
    if (timeZone === undefined) return undefined;
    const rule = 'must stand beside a clock';
    throw invalidOption(`${field}.timeZone`, { rule, allowed: 'clock: true beside it' }, timeZone);
  }
  return Object.freeze({ format: clock === true ? defaultClockFormat : clock, timeZone });
}

/** The schema lets only colours pass. */
function colourOf(stated: string): string {
  return overlayColourOf(stated) ?? stated;
}

/** `Array.isArray` does not narrow lists that are readonly. */
function isList(stated: Overlay | readonly Overlay[]): stated is readonly Overlay[] {
  return Array.isArray(stated);
}
