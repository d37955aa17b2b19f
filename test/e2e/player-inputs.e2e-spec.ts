import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostApp } from './support/host-app.js';
import { ChromiumDriver } from './support/input/chromium-driver.js';
import { drives, gestures, keys, windowDrives, windowKeys } from './support/input/drives.js';
import { FirefoxDriver } from './support/input/firefox-driver.js';
import type { InputDriver } from './support/input/input-driver.interface.js';
import { PlayerHands } from './support/input/player-hands.js';

const player = new URL('../../libs/webgear-rtc/src/player/element/', import.meta.url);

/** What the source says there is, by a tag of its doc comments. */
function declared(tag: 'key' | 'gesture', file: string): string[] {
  const source = readFileSync(new URL(file, player), 'utf8');
  return [...source.matchAll(new RegExp(`^ \\* @${tag} (.+?): `, 'gm'))].map(([, names = '']) => names);
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

let host: HostApp;
let browsers: Readonly<Record<'Chromium' | 'Firefox', Promise<InputDriver>>>;

beforeAll(async () => {
  // Firefox starts while Chromium is driven.
  browsers = { Chromium: ChromiumDriver.start(), Firefox: FirefoxDriver.start() };
  for (const start of Object.values(browsers)) start.catch(() => undefined);
  host = await HostApp.start({
    source: 'test:?size=320x180&rate=10',
    frameSizeReduction: 0,
    // Firefox has no H.264 unless it may download a decoder.
    codecs: ['vp8'],
    renditions: [{ height: 180 }, { height: 90 }],
  });
}, 30_000);

afterAll(async () => {
  const ends = Object.values(browsers).map(async (start) => (await start)[Symbol.asyncDispose]());
  await Promise.allSettled([...ends, host?.[Symbol.asyncDispose]()]);
}, 30_000);

test('every key and gesture of the source is among what is driven', () => {
  const named = declared('key', 'controls/keyboard.ts').flatMap((names) =>
    names.replaceAll('`', '').split(', '),
  );
  // It closes what another key opened.
  const driven = [...keys, ...windowKeys].map(([key]) => key).filter((key) => key !== 'Escape');
  expect(unique(driven)).toEqual(unique(named));
  expect(unique(gestures.map(({ gesture }) => gesture))).toEqual(
    unique(declared('gesture', 'zoom/zoom-gestures.ts')),
  );
});

const inputs = ['mouse', 'keyboard', 'touch'] as const;
type Input = (typeof inputs)[number];

describe.each(['Chromium', 'Firefox'] as const)('in %s', (name) => {
  let driver: InputDriver;
  let hands: PlayerHands;

  beforeAll(async () => {
    driver = await browsers[name];
    hands = new PlayerHands(driver);
    await hands.open(host.url);
  }, 90_000);

  const driveAll = async (input: Input): Promise<number> => {
    const reachable = drives.filter(({ isPointerOnly }) => input !== 'keyboard' || isPointerOnly !== true);
    for (const drive of reachable) await hands.drive(input, drive);
    return reachable.length;
  };

  test('every control works by mouse', async () => {
    expect(await driveAll('mouse')).toBe(drives.length);
  }, 60_000);

  test('every gesture works', async () => {
    for (const { gesture, worked, make } of gestures)
      await expect(hands.gesture(gesture, worked, make)).resolves.toBe(undefined);
  }, 60_000);

  test('every control works by keyboard, and every key', async () => {
    expect(await driveAll('keyboard')).toBeGreaterThan(20);
    await hands.focusVideo();
    for (const [key, worked] of keys) await hands.useKey(key, worked);
  }, 60_000);

  test('every control works by touch', async () => {
    await hands.open(host.url);
    expect(await driveAll('touch')).toBe(drives.length);
  }, 60_000);

  test('the video goes to a window of its own and back by every input, and no control that was on screen is left out', async () => {
    for (const input of inputs) {
      for (const drive of windowDrives) {
        await hands.drive(input, drive);
        await hands.toFront();
      }
    }
    await hands.focusVideo();
    for (const [key, worked] of windowKeys) {
      await hands.useKey(key, worked);
      await hands.toFront();
    }
    await hands.leave();
    expect(hands.unpressed()).toEqual([]);
  }, 60_000);
});
