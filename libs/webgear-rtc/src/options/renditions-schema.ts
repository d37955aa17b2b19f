import { schemaOf, setting } from './option-schema.js';
import { decimalNumber, isPlainObject, judged, wholeNumber } from './option-values.js';
import type { RenditionOptions, Renditions } from './renditions.interface.js';
import { assertValue, invalidOption, parseOptions } from './validate-options.js';

/** Each is an encoder of its own while it is used. */
const MOST_RENDITIONS = 5;

/** Which renditions there are. */
export const renditionsValue = judged<Renditions>(
  {
    rule: "must be 'auto', 'single' or a list",
    allowed: `'auto', 'single', or [{ height: 720 }, { height: 360 }], best first, ${MOST_RENDITIONS} at most`,
  },
  (value) =>
    value === 'auto' ||
    value === 'single' ||
    (Array.isArray(value) &&
      value.length > 0 &&
      value.length <= MOST_RENDITIONS &&
      value.every(isPlainObject)),
);

/** The settings of one rendition. */
export const renditionSchema = schemaOf<RenditionOptions>()({
  height: setting(wholeNumber(90, 4320, ' pixels')),
  bitrateBps: setting(wholeNumber(50_000, 100_000_000, ' bits per second')),
  framerate: setting(decimalNumber(1, 240, ' frames per second')),
});

/**
 * Checks the renditions of a stream.
 *
 * @param field name of the option in messages
 * @throws WebGearRtcError `WGR_OPTION_INVALID`, `WGR_OPTION_UNKNOWN`
 */
export function resolveRenditions(
  stated: Renditions,
  field: string,
): 'auto' | 'single' | readonly RenditionOptions[] {
  assertValue(renditionsValue, stated, field);
  if (typeof stated === 'string') return stated;
  let before: RenditionOptions | undefined;
  const renditions = stated.map((rendition, index) => {
    before = resolveOne(rendition, before, `${field}[${index}]`);
    return before;
  });
  return Object.freeze(renditions);
}

function resolveOne(
  stated: RenditionOptions,
  before: RenditionOptions | undefined,
  field: string,
): RenditionOptions {
  const { height, bitrateBps, framerate } = parseOptions(renditionSchema, stated, `${field}.`);
  if (height === undefined) {
    throw invalidOption(`${field}.height`, { rule: 'must be stated', allowed: '90 to 4320 pixels' }, height);
  }
  if (before !== undefined && height >= before.height) {
    const rule = 'must be less than that of the entry before';
    throw invalidOption(`${field}.height`, { rule, allowed: `90 to ${before.height - 1} pixels` }, height);
  }
  if (bitrateBps !== undefined && bitrateBps > (before?.bitrateBps ?? bitrateBps)) {
    const rule = 'must not be above that of the entry before';
    const allowed = `50000 to ${before?.bitrateBps} bits per second`;
    throw invalidOption(`${field}.bitrateBps`, { rule, allowed }, bitrateBps);
  }
  return Object.freeze({
    height,
    ...(bitrateBps !== undefined && { bitrateBps }),
    ...(framerate !== undefined && { framerate }),
  });
}
