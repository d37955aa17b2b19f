import type { InputDriver, Point, PointerKind } from './input-driver.interface.js';
import type { Drive, Worked } from './player-hands.js';

const isIn =
  (state: string): Worked =>
  (now) =>
    now.state === state;
const says =
  (words: string): Worked =>
  (now) =>
    now.toast === words;
const opens =
  (menu: string): Worked =>
  (now) =>
    now.menu === menu;
const hasQuality =
  (quality: string): Worked =>
  (now) =>
    now.quality === quality;
const isLouder: Worked = (now, before) => now.volume > before.volume;
const isQuieter: Worked = (now, before) => now.volume < before.volume;
const isHeard: Worked = (now) => !now.muted;
const fillsScreen: Worked = (now) => now.isFullscreen;
const leftScreen: Worked = (now) => !now.isFullscreen;
const isInWindow: Worked = (now) => now.isInWindow;
const isBack: Worked = (now) => !now.isInWindow;
const hasStats: Worked = (now) => now.hasStats;
const hasNoStats: Worked = (now) => !now.hasStats;
const hasShortcuts: Worked = (now) => now.hasShortcuts;
const isWhole: Worked = (now) => now.scale === 1;
const isLarger: Worked = (now, before) => now.scale > before.scale;
const isSmaller: Worked = (now, before) => now.scale < before.scale;
const wentRight: Worked = (now, before) => now.shiftX > before.shiftX;
const wentLeft: Worked = (now, before) => now.shiftX < before.shiftX;
const wentUp: Worked = (now, before) => now.shiftY < before.shiftY;
const wentDown: Worked = (now, before) => now.shiftY > before.shiftY;

const menu = ['More'];
const rungs = ['More', 'Quality'];
const isPointerOnly = true;

/** Presses of controls, one after the other: each finds the player as the ones before left it. */
export const drives: readonly Drive[] = [
  { control: 'large Unmute', isPointerOnly, worked: isHeard },
  { control: 'Unmute', worked: (now, before) => now.muted !== before.muted },
  { control: 'Unmute', worked: (now, before) => now.muted !== before.muted },
  { control: 'Volume', share: 0.4, key: 'ArrowLeft', worked: isQuieter },
  { control: 'Pause', worked: isIn('paused') },
  { control: 'Pause', worked: isIn('live') },
  { control: 'Pause', isPointerOnly, worked: isIn('paused') },
  { control: 'large Play', isPointerOnly, worked: isIn('live') },
  { control: 'Pause', isPointerOnly, worked: isIn('paused') },
  { control: 'Chip', isPointerOnly, worked: isIn('live') },
  { control: 'Save snapshot', worked: says('Snapshot saved') },
  { control: 'Full screen', worked: fillsScreen },
  { control: 'Full screen', worked: leftScreen },
  { control: 'More', worked: opens('More') },
  { control: 'More', key: 'Escape', worked: opens('') },
  { control: 'Statistics', path: menu, worked: hasStats },
  { control: 'Statistics: Copy', worked: says('Statistics copied') },
  { control: 'Statistics: Close', worked: hasNoStats },
  { control: 'Fill', path: menu, worked: (now) => now.fit === 'cover' },
  { control: 'Fit', path: menu, worked: (now) => now.fit === 'contain' },
  { control: 'Copy link', path: menu, worked: says('Link copied') },
  { control: 'Open in own window', path: menu, worked: (now, before) => now.windows === before.windows + 1 },
  { control: 'Keyboard shortcuts', path: menu, worked: hasShortcuts },
  { control: 'Keyboard shortcuts: Close', worked: (now) => !now.hasShortcuts },
  { control: 'Quality', path: menu, worked: opens('Quality') },
  { control: '90p', worked: hasQuality('90p') },
  { control: '180p', path: rungs, worked: hasQuality('full') },
  { control: 'Auto', path: rungs, worked: hasQuality('auto') },
  { control: 'Data saver', path: menu, worked: hasQuality('90p') },
  { control: 'Data saver', path: menu, worked: hasQuality('auto') },
  { control: 'Reset zoom', keyBefore: '+', worked: isWhole },
];

/** Presses that open and close a window of the video. Apart from the others, because that window takes the focus of the browser. */
export const windowDrives: readonly Drive[] = [
  { control: 'Picture in picture', worked: isInWindow },
  { control: 'Picture in picture', worked: isBack },
  { control: 'Picture in picture', worked: isInWindow },
  { control: 'Bring back', worked: isBack },
];

/** Keys, by the names of the doc comments, one after the other with the focus on the video. */
export const keys: readonly (readonly [key: string, worked: Worked])[] = [
  ['k', isIn('paused')],
  ['Space', ({ state, hasRungs }) => state === 'live' && hasRungs],
  ['f', fillsScreen],
  ['f', leftScreen],
  ['s', says('Snapshot saved')],
  ['m', (now, before) => now.muted !== before.muted],
  ['m', (now, before) => now.muted !== before.muted],
  ['↓', isQuieter],
  ['↑', isLouder],
  ['q', opens('Quality')],
  ['Escape', opens('')],
  ['i', hasStats],
  ['i', hasNoStats],
  ['z', (now) => now.fit === 'cover'],
  ['z', (now) => now.fit === 'contain'],
  ['+', isLarger],
  ['=', isLarger],
  ['-', isSmaller],
  ['←', wentRight],
  ['→', wentLeft],
  ['↓', wentUp],
  ['↑', wentDown],
  ['0', isWhole],
  ['c', says('Link copied')],
  ['?', hasShortcuts],
  ['Escape', (now) => !now.hasShortcuts],
];

/** The key for a window of the video. */
export const windowKeys: typeof keys = [
  ['p', isInWindow],
  ['p', isBack],
];

/** One gesture, and how it is seen. */
export interface GestureDrive {
  /** By the name of the doc comment. */
  readonly gesture: string;
  readonly make: (driver: InputDriver, at: Point) => Promise<void>;
  readonly worked: Worked;
}

const dragBy =
  (pointer: PointerKind, x: number) =>
  (driver: InputDriver, at: Point): Promise<void> =>
    driver.drag(pointer, at, { x: at.x + x, y: at.y });

/** Gestures, one after the other. */
export const gestures: readonly GestureDrive[] = [
  { gesture: 'double click', make: (driver, at) => driver.press('mouse', at, 2), worked: fillsScreen },
  { gesture: 'double click', make: (driver, at) => driver.press('mouse', at, 2), worked: leftScreen },
  {
    gesture: 'wheel with Ctrl or ⌘, in full screen without',
    make: (driver, at) => driver.wheel(at, -200),
    worked: isLarger,
  },
  { gesture: 'drag', make: dragBy('mouse', 60), worked: wentRight },
  { gesture: 'drag', make: dragBy('touch', -60), worked: wentLeft },
  { gesture: 'double tap', make: (driver, at) => driver.press('touch', at, 2), worked: isWhole },
  { gesture: 'pinch', make: (driver, at) => driver.pinch(at, { from: 60, to: 180 }), worked: isLarger },
  { gesture: 'pinch', make: (driver, at) => driver.pinch(at, { from: 180, to: 60 }), worked: isSmaller },
];
