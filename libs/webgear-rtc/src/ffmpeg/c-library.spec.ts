import { describe, expect, it } from '@jest/globals';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { cLibrary } from './c-library.js';

describe('the C library', () => {
  it.each([
    ['linux', { header: { glibcVersionRuntime: '2.36' } }, false, 'glibc'],
    ['linux', { header: {} }, false, 'musl'],
    ['linux', null, true, 'musl'],
    ['linux', null, false, 'glibc'],
    ['darwin', { header: {} }, false, undefined],
    ['win32', { header: {} }, false, undefined],
  ])('of %s with the report %j (Alpine: %s) is %s', (platform, report, isAlpine, expected) => {
    expect(cLibrary(platform, report, isAlpine)).toBe(expected);
  });

  it('of this machine is supported by node-av', () => {
    expect(cLibrary()).not.toBe('musl');
  });
});

describe('the error for a missing media engine', () => {
  const error = (library: 'glibc' | 'musl'): string =>
    new WebGearRtcError('WGR_MEDIA_ENGINE_MISSING', {
      platform: 'linux-x64',
      reason: 'no package',
      cLibrary: library,
    }).message;

  it('recommends a Debian image on Alpine', () => {
    expect(error('musl')).toMatch(/musl.*glibc 2\.28.*bookworm-slim/);
    expect(error('musl')).not.toContain('omit=optional');
  });

  it('recommends to install optional dependencies elsewhere', () => {
    expect(error('glibc')).toMatch(/omit=optional/);
  });
});
