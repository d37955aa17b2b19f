import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.mjs';

describe('readArguments', () => {
  it('runs everything in full, and writes it down', () => {
    const parts = ['send', 'viewers', 'join', 'launch', 'delay'];
    expect(readArguments([])).toEqual({ mode: 'full', parts, write: true, help: false });
  });

  it('writes nothing of a run that is quick or not whole, unless told to', () => {
    expect(readArguments(['--quick'])).toMatchObject({ mode: 'quick', write: false });
    expect(readArguments(['--only', 'send'])).toMatchObject({ mode: 'full', write: false });
    expect(readArguments(['--quick', '--write'])).toMatchObject({ write: true });
  });

  it('takes parts in the order of a run', () => {
    expect(readArguments(['--only', 'delay, send']).parts).toEqual(['send', 'delay']);
  });

  it('refuses parts and flags that there are not', () => {
    expect(() => readArguments(['--only', 'sending'])).toThrow('There is no part "sending"');
    expect(() => readArguments(['--fast'])).toThrow('--fast');
  });
});
