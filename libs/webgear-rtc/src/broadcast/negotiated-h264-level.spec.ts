import { beforeEach, describe, expect, test } from '@jest/globals';
import { NegotiatedH264Level } from './negotiated-h264-level.js';

const demand = (width: number, height: number) => ({ width, height, framerate: 30, bitrateBps: 1_000_000 });

describe('the announced level', () => {
  let level: NegotiatedH264Level;

  beforeEach(() => {
    level = new NegotiatedH264Level();
  });

  test('has room for full HD, since frames may become larger', () => {
    expect(level.levelIdc).toBe(0);
    expect(level.announce(demand(640, 360))).toBe(40);
    expect(level.levelIdc).toBe(40);
  });

  test('only rises, since no answer can be taken back', () => {
    expect(level.announce(demand(3840, 2160))).toBe(51);
    expect(level.announce(demand(640, 360))).toBe(51);
  });

  test('stays while anyone watches: what was promised to the first holds for all', () => {
    level.announce(demand(640, 360));
    const releases = [level.hold(), level.hold()];
    expect(level.announce(demand(3840, 2160))).toBe(40);
    releases[0]?.();
    releases[0]?.();
    expect(level.announce(demand(3840, 2160))).toBe(40);
    releases[1]?.();
    expect(level.announce(demand(3840, 2160))).toBe(51);
  });

  test('is that of a stream that is sent as it is, in any case', () => {
    level.announce(demand(640, 360));
    level.hold();
    expect(level.announce(demand(640, 360), 52)).toBe(52);
  });
});
