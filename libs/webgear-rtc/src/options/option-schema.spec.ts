import { describe, expect, it } from '@jest/globals';
import { defaultsOf, factsOf, schemaOf, setting } from './option-schema.js';
import { decimalNumber, flag, listOf, oneOf, text, wholeNumber } from './option-values.js';
import { assertValue, parseOptions } from './validate-options.js';

interface Lens {
  zoom?: number;
  mode?: 'wide' | 'tele';
  filters?: readonly string[];
}

const lensSchema = schemaOf<Lens>()({
  zoom: setting(wholeNumber(1, 9, ' steps'), {
    default: 2,
    flag: { value: '<steps>', help: 'how far to zoom' },
  }),
  mode: setting(oneOf(['wide', 'tele'])),
  filters: setting(listOf({ rule: 'must be a list of filters', allowed: 'names' }, text)),
});

// Read by the compiler: `npm run typecheck` fails when a comment below expects an error that is none.
const disagreeing = [
  // @ts-expect-error an option is missing
  () => schemaOf<Lens>()({ zoom: lensSchema.entries.zoom, mode: lensSchema.entries.mode }),
  // @ts-expect-error the interface has no such option
  () => schemaOf<Lens>()({ ...lensSchema.entries, macro: setting(flag) }),
  // @ts-expect-error the interface has another type
  () => schemaOf<Lens>()({ ...lensSchema.entries, zoom: setting(text) }),
  // @ts-expect-error the interface allows fewer words
  () => schemaOf<Lens>()({ ...lensSchema.entries, mode: setting(oneOf(['wide', 'tele', 'macro'])) }),
  // @ts-expect-error the interface allows more words
  () => schemaOf<Lens>()({ ...lensSchema.entries, mode: setting(oneOf(['wide'])) }),
  // @ts-expect-error the default is of another type
  () => setting(flag, { default: 1 }),
];

function refusal(stated: object): string {
  try {
    parseOptions(lensSchema, stated, 'lens.');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the schema of a group', () => {
  it('is refused by the compiler where it does not agree with its interface', () => {
    expect(disagreeing).toHaveLength(6);
  });

  it('knows defaults, allowed values and flags', () => {
    expect(defaultsOf(lensSchema)).toEqual({ zoom: 2 });
    expect(Object.isFrozen(defaultsOf(lensSchema))).toBe(true);
    expect(factsOf(lensSchema.entries.zoom)).toEqual({
      allowed: '1 to 9 steps',
      flag: { value: '<steps>', help: 'how far to zoom' },
    });
  });

  it('fills in defaults, with types that say which options have one', () => {
    const { zoom, mode }: { readonly zoom: number; readonly mode: 'wide' | 'tele' | undefined } =
      parseOptions(lensSchema, { mode: 'tele', zoom: undefined });
    expect([zoom, mode]).toEqual([2, 'tele']);
  });

  it.each([
    [{ zoom: 2.5 }, 'Option "lens.zoom" must be a whole number, but got 2.5. Allowed: 1 to 9 steps.'],
    [{ zoom: 10 }, 'Option "lens.zoom" must be at most 9, but got 10. Allowed: 1 to 9 steps.'],
    [{ filters: 'uv' }, `Option "lens.filters" must be a list of filters, but got 'uv'. Allowed: names.`],
    [
      { filters: ['uv', ''] },
      `Option "lens.filters[1]" must be a string that is not empty, but got ''. Allowed: names.`,
    ],
    [{ zom: 1 }, 'Unknown option "lens.zom". Did you mean "zoom"'],
    [{ constructor: 1 }, 'Unknown option "lens.constructor".'],
  ])('refuses %j', (stated, message) => {
    expect(refusal(stated)).toContain(message);
  });

  it('reports the first mistake in the order of the user, not of the schema', () => {
    expect(refusal({ mode: 'macro', zoom: 0 })).toContain('lens.mode');
    expect(refusal({ zoom: 0, mode: 'macro' })).toContain('lens.zoom');
    expect(refusal({ zom: 1, zoom: 0 })).toContain('lens.zom"');
    expect(refusal({ zoom: 0, zom: 1 })).toContain('lens.zoom');
  });

  it('checks a value alone', () => {
    expect(() => assertValue(decimalNumber(0, 1), 0.5, 'share')).not.toThrow();
    expect(() => assertValue(decimalNumber(0, 1), 2, 'share')).toThrow(
      'Option "share" must be at most 1, but got 2. Allowed: 0 to 1.',
    );
  });
});
