import { describe, expect, it } from '@jest/globals';
import { LazyPart } from './lazy-part.js';

/** A file that is out of reach at first. */
function file(failures: number) {
  const waits: number[] = [];
  let attempts = 0;
  const part = new LazyPart(
    () => (attempts++ < failures ? Promise.reject(new TypeError('no such file')) : Promise.resolve('part')),
    (ms) => Promise.resolve(waits.push(ms)),
  );
  return { part, waits, attempts: () => attempts };
}

describe('a part of the player in a file of its own', () => {
  it('is loaded once, however often it is asked for', async () => {
    const { part, attempts } = file(0);
    expect(part.current).toBeUndefined();
    expect(await Promise.all([part.load(), part.load()])).toEqual(['part', 'part']);
    expect([await part.load(), part.current, attempts()]).toEqual(['part', 'part', 1]);
  });

  it('is asked for again, after longer and longer waits, and never rejects', async () => {
    const { part, waits, attempts } = file(4);
    expect([await part.load(), attempts()]).toEqual([undefined, 4]);
    expect(waits).toEqual([1000, 2000, 4000]);
    expect([await part.load(), part.current]).toEqual(['part', 'part']);
  });
});
