import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';

const resolved = (renditions: unknown): unknown =>
  [...resolveOptions({ source: 'a', renditions } as never).streams.values()][0]?.renditions;

describe('renditions', () => {
  it('are automatic where nothing is said', () => {
    expect(resolved(undefined)).toBe('auto');
  });

  it.each(['auto', 'single'] as const)('may be %s', (name) => {
    expect(resolved(name)).toBe(name);
  });

  it('may be a list, which is frozen', () => {
    const list = [{ height: 720, bitrateBps: 2_000_000 }, { height: 360, framerate: 15 }, { height: 180 }];
    expect(resolved(list)).toEqual(list);
    expect(Object.isFrozen(resolved(list))).toBe(true);
  });

  it.each<[unknown, string]>([
    [
      'many',
      `Option "renditions" must be 'auto', 'single' or a list, but got 'many'. Allowed: 'auto', 'single',`,
    ],
    [[], 'Option "renditions" must be'],
    [[{ height: 720 }, 360], 'Option "renditions" must be'],
    [[6, 5, 4, 3, 2, 1].map((step) => ({ height: step * 100 })), 'Option "renditions" must be'],
    [[{ bitrateBps: 100_000 }], 'Option "renditions[0].height" must be stated'],
    [[{ height: 64 }], 'Option "renditions[0].height" must be at least 90, but got 64.'],
    [[{ height: 720.5 }], 'Option "renditions[0].height" must be a whole number'],
    [[{ height: 720, framerate: 0 }], 'Option "renditions[0].framerate" must be at least 1'],
    [
      [{ height: 360 }, { height: 360 }],
      'Option "renditions[1].height" must be less than that of the entry before, but got 360. Allowed: 90 to 359 pixels.',
    ],
    [
      [
        { height: 720, bitrateBps: 500_000 },
        { height: 360, bitrateBps: 800_000 },
      ],
      'Option "renditions[1].bitrateBps" must not be above that of the entry before, but got 800000.',
    ],
    [[{ height: 720, width: 1280 }], 'Unknown option "renditions[0].width"'],
  ])('are refused as %j', (renditions, message) => {
    expect(() => resolved(renditions)).toThrow(message);
  });
});
