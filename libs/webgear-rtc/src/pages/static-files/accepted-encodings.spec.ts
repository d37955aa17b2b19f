import { describe, expect, it } from '@jest/globals';
import { acceptedEncodings } from './accepted-encodings.js';

describe('acceptedEncodings', () => {
  it.each([
    ['gzip, deflate, br, zstd', ['br', 'gzip']],
    ['gzip', ['gzip']],
    ['GZIP;q=0.5 , BR;q=0', ['gzip']],
    ['*', ['br', 'gzip']],
    ['*;q=0, gzip', ['gzip']],
    ['identity', []],
    ['gzip;q=no', []],
    ['', []],
    [undefined, []],
  ])('of %s is %j', (header, encodings) => {
    expect(acceptedEncodings(header)).toEqual(encodings);
  });
});
