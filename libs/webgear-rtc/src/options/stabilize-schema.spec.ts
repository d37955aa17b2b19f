import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';
import type { StabilizeOptions } from './stabilize-options.interface.js';

function settingsOf(stabilize: unknown) {
  const options = resolveOptions({ source: 'a', stabilize: stabilize as boolean | StabilizeOptions });
  return options.streams.get('default')?.stabilize;
}

describe('the option stabilize', () => {
  it.each([[undefined], [false]])('leaves frames as they are when it is %j', (stabilize) => {
    expect(settingsOf(stabilize)).toBeUndefined();
  });

  it.each([[true], [{}], [{ mode: 'ASW' }]])('takes its defaults for %j', (stabilize) => {
    expect(settingsOf(stabilize)).toEqual({
      smoothingRadius: 25,
      borderSize: 0,
      cropAndZoom: false,
      borderType: 'black',
    });
  });

  it('keeps what is said', () => {
    expect(settingsOf({ smoothingRadius: 5, borderSize: 10, cropAndZoom: true })).toEqual({
      smoothingRadius: 5,
      borderSize: 10,
      cropAndZoom: true,
      borderType: 'black',
    });
    expect(settingsOf({ borderType: 'reflect_101' })).toMatchObject({ borderType: 'reflect_101' });
  });

  it.each<[unknown, string]>([
    ['on', 'Option "stabilize" must say whether or how to stabilize frames'],
    [[], 'Option "stabilize" must say'],
    [
      { smoothingRadius: 1 },
      'Option "stabilize.smoothingRadius" must be at least 2, but got 1. Allowed: 2 to 120 frames.',
    ],
    [{ borderSize: -1 }, 'Option "stabilize.borderSize" must be at least 0'],
    [{ borderType: 'blur' }, "Allowed: 'black', 'reflect', 'reflect_101', 'replicate', 'wrap'."],
    [
      { mode: 'KALMAN' },
      `Option "stabilize.mode" must be one of the names, but got 'KALMAN'. Allowed: 'ASW'.`,
    ],
    [{ cropAndZoom: true }, 'Option "stabilize.cropAndZoom" needs something to cut off'],
    [
      { cropAndZoom: true, borderSize: 9, borderType: 'wrap' },
      'Option "stabilize.borderType" must not stand beside "cropAndZoom"',
    ],
    [{ SMOOTHING_RADIUS: 5 }, 'Unknown option "stabilize.SMOOTHING_RADIUS". Did you mean "smoothingRadius"?'],
  ])('%j is refused with field, rule and allowed values', (stabilize, message) => {
    expect(() => settingsOf(stabilize)).toThrow(message);
  });

  it('is named with its stream where there are several', () => {
    const streams = { yard: { source: 'a', stabilize: { borderSize: 900 } } };
    expect(() => resolveOptions({ streams })).toThrow('Option "streams.yard.stabilize.borderSize"');
  });
});
