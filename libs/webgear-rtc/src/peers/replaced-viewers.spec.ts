import { describe, expect, it } from '@jest/globals';
import { ReplacedViewers } from './replaced-viewers.js';

describe('the viewers that made way', () => {
  it('are known by their secrets', () => {
    const viewers = new ReplacedViewers();
    viewers.add('a');
    expect([viewers.has('a'), viewers.has('b'), viewers.has(undefined)]).toEqual([true, false, false]);
  });

  it('do not pile up: the oldest is forgotten after a thousand others', () => {
    const viewers = new ReplacedViewers();
    for (let index = 0; index <= 1000; index++) viewers.add(`token-${index}`);
    expect([viewers.has('token-0'), viewers.has('token-1'), viewers.has('token-1000')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
