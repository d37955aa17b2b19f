import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ScreenWake } from './screen-wake.js';

/** Locks that were asked for and not released. */
let held = 0;
let asked = 0;
const document = Object.assign(new EventTarget(), { hidden: false });

const setNavigator = (value: object): void => {
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
};

beforeEach(() => {
  held = asked = 0;
  document.hidden = false;
  const request = (): Promise<{ release(): Promise<void> }> => {
    asked++;
    held++;
    return Promise.resolve({
      release: () => {
        held--;
        return Promise.resolve();
      },
    });
  };
  Object.assign(globalThis, { document });
  setNavigator({ wakeLock: { request } });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'document');
  Reflect.deleteProperty(globalThis, 'navigator');
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setHidden(isHidden: boolean): void {
  document.hidden = isHidden;
  document.dispatchEvent(new Event('visibilitychange'));
}

test('it is asked for once, again when the page is shown again, and every one is released', async () => {
  const wake = new ScreenWake();
  wake.set(true);
  wake.set(true);
  await settled();
  expect([asked, held]).toEqual([1, 1]);
  setHidden(true);
  expect(asked).toBe(1);
  setHidden(false);
  await settled();
  expect([asked, held]).toEqual([2, 1]);
  wake.set(false);
  await settled();
  expect(held).toBe(0);
  setHidden(false);
  expect(asked).toBe(2);
});

test('a browser without it, or that refuses it, does no harm', async () => {
  const wake = new ScreenWake();
  const refuse = (): Promise<never> => Promise.reject(new Error('low battery'));
  setNavigator({ wakeLock: { request: refuse } });
  wake.set(true);
  await settled();
  wake.set(false);
  setNavigator({});
  wake.set(true);
  await settled();
  wake.set(false);
  await settled();
  expect(held).toBe(0);
});
