import { describe, expect, test } from '@jest/globals';
import { parseVp9Header } from './vp9-header.js';

describe('the header of a VP9 frame', () => {
  test.each([
    // Frame marker, profile 0, no existing frame, key frame, shown; sync code; BT.601, limited; 1279 and 719.
    ['82498342204ff02cf0', { profile: 0, keyFrame: true, isShown: true, width: 1280, height: 720 }],
    ['86000000', { profile: 0, keyFrame: false, isShown: true }],
    ['84000000', { profile: 0, keyFrame: false, isShown: false }],
    ['88', { profile: 0, keyFrame: false, isShown: true }],
  ])('%s is %j', (hex, header) => {
    expect(parseVp9Header(Buffer.from(hex, 'hex'))).toEqual(header);
  });

  test.each(['', '02', 'c2', '82498343204ff02cf0', '8249834220', '824983'])('none is read from %s', (hex) => {
    expect(parseVp9Header(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});
