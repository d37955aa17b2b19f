import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepSound, recallSound } from './sound-memory.js';

describe('the memory of mute and volume', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  const provide = (get: () => unknown): void => {
    Object.defineProperty(globalThis, 'localStorage', { get, configurable: true });
  };

  beforeEach(() => {
    stored.clear();
    provide(() => storage);
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'localStorage');
  });

  it('has a choice for each stream', () => {
    keepSound('https://host/yard/', { muted: false, volume: 0.25 });
    keepSound('https://host/gate/', { muted: undefined, volume: 0.5 });
    expect(recallSound('https://host/yard/')).toEqual({ muted: false, volume: 0.25 });
    expect(recallSound('https://host/gate/')).toEqual({ muted: undefined, volume: 0.5 });
    expect(recallSound('https://host/')).toBeUndefined();
  });

  it.each(['', 'null', '[]', '{"volume":2}', '{"volume":"loud","muted":true}', '{"muted":false}', 'no JSON'])(
    'forgets what something else wrote: %s',
    (text) => {
      keepSound('https://host/', { muted: true, volume: 1 });
      for (const key of stored.keys()) stored.set(key, text);
      expect(recallSound('https://host/')).toBeUndefined();
    },
  );

  it('is missed by nobody where the browser has none or blocks it', () => {
    for (const get of [
      () => undefined,
      () => {
        throw new Error('Blocked');
      },
    ]) {
      provide(get);
      expect(() => keepSound('https://host/', { muted: true, volume: 1 })).not.toThrow();
      expect(recallSound('https://host/')).toBeUndefined();
    }
  });
});
