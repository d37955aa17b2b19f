import { expect, test } from '@jest/globals';
import { LossWindow } from './loss-window.js';

function report(window: LossWindow, atMs: number, received: number, lost: number): void {
  window.advance(atMs * 1000);
  window.noteReceived(received);
  for (let packet = 0; packet < lost; packet++) window.noteLost();
}

test('it is the share of the last second, and of enough packets', () => {
  const window = new LossWindow();
  report(window, 0, 5, 5);
  expect(window.fractionLost).toBe(0);
  for (let ms = 50; ms < 1_000; ms += 50) report(window, ms, 9, 1);
  expect(window.fractionLost).toBeCloseTo(24 / 200);
  for (let ms = 1_000; ms < 2_100; ms += 50) report(window, ms, 10, 0);
  expect(window.fractionLost).toBe(0);
});

test('what arrives after all was not lost', () => {
  const window = new LossWindow();
  report(window, 0, 30, 10);
  for (let packet = 0; packet < 10; packet++) window.noteFound();
  expect(window.fractionLost).toBe(0);
});

test('a pause forgets', () => {
  const window = new LossWindow();
  report(window, 0, 10, 30);
  window.advance(5_000_000);
  expect(window.fractionLost).toBe(0);
});

test('a few losses of few packets may be chance', () => {
  const window = new LossWindow();
  report(window, 0, 35, 5);
  expect(window.fractionLost).toBe(0.125);
  expect(window.fractionSurelyLost).toBeLessThan(0.1);
  report(window, 100, 315, 45);
  expect(window.fractionLost).toBe(0.125);
  expect(window.fractionSurelyLost).toBeGreaterThan(0.1);
});
