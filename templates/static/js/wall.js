// List of streams as a wall: how many columns make the tiles largest, layouts, full screen, keys.

import { stepOf } from './tile-order.js';

const list = document.querySelector('#streams');
const bar = document.querySelector('.bar');
const menu = document.querySelector('#layouts');
const root = document.documentElement;

const SHAPE = 16 / 9;
/** Below this width of a tile, in CSS pixels, the page scrolls. */
const SMALLEST = 200;
/** Below this width of the window there is one column. */
const PHONE = 600;
/** Below this height of the window, a phone held sideways, there are two. */
const FLAT = 480;
/** Tiles of this share of the largest size count as as large. */
const NEARLY = 0.94;
/** Share of the width that the column beside the large tile of the layout `focus` has at most. */
const COLUMN = 0.25;
const REST_MS = 3000;
/** The second click of a double click comes within this time of the first. */
const SECOND_CLICK_MS = 500;

const isUpright = matchMedia('(orientation: portrait)');

const layouts = ['auto', '2', '3', '4', 'focus'];
const stored = `webgear-wall ${location.pathname}`;
const tiles = () => [...list.children].filter((tile) => !tile.hidden && tile.querySelector('a') !== null);

/** What was chosen: in the address, or here before. */
function remembered() {
  const query = new URLSearchParams(location.search);
  try {
    return { ...JSON.parse(localStorage.getItem(stored) ?? '{}'), ...Object.fromEntries(query) };
  } catch {
    return Object.fromEntries(query);
  }
}

const { layout: wanted, focus: wantedFocus } = remembered();
let layout = layouts.includes(wanted) ? wanted : 'auto';
let focused = tiles().find((tile) => nameOf(tile) === wantedFocus) ?? tiles()[0];

/** The name in the address of a tile's stream. */
function nameOf(tile) {
  return new URL(tile.querySelector('a').href).pathname.split('/').at(-2);
}

function remember() {
  const query = new URLSearchParams(location.search);
  query.set('layout', layout);
  if (layout === 'focus' && focused) query.set('focus', nameOf(focused));
  else query.delete('focus');
  if (layout === 'auto') query.delete('layout');
  history.replaceState(history.state, '', `?${query}`.replace(/^\?$/, location.pathname));
  try {
    localStorage.setItem(stored, JSON.stringify({ layout, ...(focused && { focus: nameOf(focused) }) }));
  } catch {
    // No room, or not allowed: the address has it.
  }
}

/** As many columns as make `number` tiles largest in a room of this size. */
function bestColumns(number, width, height, gap) {
  const sizeWith = (columns) => {
    const rows = Math.ceil(number / columns);
    return Math.min((width - (columns - 1) * gap) / columns, ((height - (rows - 1) * gap) / rows) * SHAPE);
  };
  const numbers = Array.from({ length: number }, (_, index) => index + 1);
  const largest = Math.max(...numbers.map(sizeWith));
  // Where it makes little difference, side by side rather than one above the other.
  const columns = numbers.findLast((candidate) => sizeWith(candidate) >= largest * NEARLY);
  return { columns, tile: sizeWith(columns) };
}

/** The room for tiles: the window without what is above the list. */
function room() {
  const { paddingBlockEnd, columnGap } = getComputedStyle(list);
  const side = Number.parseFloat(getComputedStyle(list).paddingInlineEnd);
  const top = root.matches(':fullscreen') ? 0 : list.getBoundingClientRect().top + scrollY;
  const height = innerHeight - top - Number.parseFloat(paddingBlockEnd);
  return { side, top, height, gap: Number.parseFloat(columnGap), width: root.clientWidth - 2 * side };
}

function fit() {
  const number = tiles().length;
  if (number === 0) return;
  const { side, top, width, height, gap } = room();
  const { columns, tile } = measure(number, width, height, gap);
  list.classList.add('fitted');
  list.classList.toggle('focus', layout === 'focus');
  for (const one of list.children) one.classList.toggle('focused', layout === 'focus' && one === focused);
  const sizes = {
    columns,
    tile: `${tile}px`,
    large: `${largeOf(number, width, height, gap)}px`,
    top: `${top}px`,
    height: `${height}px`,
    side: `${side}px`,
  };
  for (const [name, value] of Object.entries(sizes)) list.style.setProperty(`--${name}`, value);
}

/** Width of the large tile: the column beside it is no wider than lets all other tiles be seen. */
function largeOf(number, width, height, gap) {
  const others = Math.max(1, number - 1);
  const column = ((height - (others - 1) * gap) / others) * SHAPE;
  const rest = width - gap - Math.min(width * COLUMN, Math.max(SMALLEST, column));
  return Math.floor(Math.min(rest, height * SHAPE));
}

function measure(number, width, height, gap) {
  const widthOf = (columns) => Math.floor((width - (columns - 1) * gap) / columns);
  if (layout === 'focus') {
    // Below the large tile, as streams.css has it.
    if (root.clientWidth < PHONE) return { columns: 2, tile: widthOf(2) };
    if (isUpright.matches) return { columns: 4, tile: widthOf(4) };
    return { columns: 1, tile: width - largeOf(number, width, height, gap) - gap };
  }
  if (layout !== 'auto') return { columns: Number(layout), tile: widthOf(Number(layout)) };
  if (root.clientWidth < PHONE) return { columns: 1, tile: width };
  const best = bestColumns(number, width, height, gap);
  if (innerHeight < FLAT && number > 2) return { columns: 2, tile: widthOf(2) };
  if (best.tile >= SMALLEST) return { columns: best.columns, tile: Math.floor(best.tile) };
  const columns = Math.max(1, Math.floor((width + gap) / (SMALLEST + gap)));
  return { columns, tile: widthOf(columns) };
}

function choose(next) {
  layout = next;
  remember();
  showChoice();
  fit();
}

function showChoice() {
  for (const item of menu?.querySelectorAll('[role="menuitemradio"]') ?? [])
    item.setAttribute('aria-checked', String(item.value === layout));
}

menu?.addEventListener('click', ({ target }) => {
  if (target.value) menu.hidePopover?.();
  if (layouts.includes(target.value)) choose(target.value);
});
menu?.addEventListener('toggle', ({ newState }) => {
  if (newState === 'open' && !menu.contains(document.activeElement))
    menu.querySelector('[aria-checked="true"]')?.focus();
});
function moveInMenu(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !menu.matches(':popover-open')) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll('button:not([hidden])')];
  const at = items.findIndex((item) => item === document.activeElement);
  // The key was quicker than the event that moves the focus into the menu.
  const from = at === -1 ? layouts.indexOf(layout) : at;
  items.at((from + step) % items.length).focus();
}
menu?.addEventListener('keydown', moveInMenu);
document.querySelector('#layout')?.addEventListener('keydown', moveInMenu);

/** Makes a tile the large one. */
function enlarge(tile) {
  focused = tile;
  choose('focus');
}

let enlargedAtMs = -Infinity;

// A click on a small tile makes it the large one, a second click shows that on the whole screen; a click on the large one opens
// its page.
list.addEventListener('click', (event) => {
  const tile = event.target.closest('#streams > li');
  if (tile === null) return;
  const command = event.target.closest('button')?.value;
  if (command === 'focus') enlarge(tile);
  if (command === 'fullscreen') fullscreenOf(tile);
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (command !== undefined || layout !== 'focus' || !isPlain) return;
  // By now another tile may be below the pointer.
  const isSecond = event.detail > 1 && event.timeStamp - enlargedAtMs < SECOND_CLICK_MS;
  if (tile === focused && !isSecond) return;
  event.preventDefault();
  if (isSecond) return fullscreenOf(focused);
  enlargedAtMs = event.timeStamp;
  enlarge(tile);
});

function fullscreenOf(tile) {
  tile
    ?.querySelector('webgear-player')
    ?.requestFullscreen?.()
    .catch(() => undefined);
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = tiles();
  const at = all.findIndex((tile) => tile.contains(document.activeElement));
  if (event.key === 'f' && at !== -1) return fullscreenOf(all[at]);
  if (menu?.contains(document.activeElement)) return;
  const columns = Number(list.style.getPropertyValue('--columns'));
  const step = stepOf(event.key, columns, list.matches(':dir(rtl)'));
  if (step === undefined || (at === -1 && document.activeElement !== document.body)) return;
  const next = at === -1 ? all[0] : all[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.querySelector('a').focus();
});

// The whole wall on the whole screen, which stays on.

let lock;

const isWall = () => document.fullscreenElement === root && !document.hidden;

async function stayAwake() {
  const held = lock;
  lock = undefined;
  await held?.release().catch(() => undefined);
  if (!isWall()) return;
  const asked = await navigator.wakeLock?.request('screen').catch(() => undefined);
  // It took a moment, in which the wall may have been left.
  if (isWall() && lock === undefined) lock = asked;
  else await asked?.release().catch(() => undefined);
}

let rest;

function stir() {
  root.classList.remove('resting');
  clearTimeout(rest);
  if (document.fullscreenElement === root) rest = setTimeout(() => root.classList.add('resting'), REST_MS);
}

const button = document.querySelector('#fullscreen');
button?.addEventListener('click', () => {
  if (document.fullscreenElement === null) root.requestFullscreen().catch(() => undefined);
  else void document.exitFullscreen();
});
if (button && !document.fullscreenEnabled) button.hidden = true;
document.addEventListener('fullscreenchange', () => {
  button?.setAttribute('aria-pressed', String(document.fullscreenElement === root));
  void stayAwake();
  stir();
  fit();
});
// The browser takes the lock away from a page that is not seen.
document.addEventListener('visibilitychange', () => void stayAwake());
document.addEventListener('pointermove', stir);
document.addEventListener('pointerdown', stir);

const tools = bar?.querySelector('.tools');
if (tools) tools.hidden = false;
showChoice();
fit();
list.addEventListener('tileschange', fit);
new ResizeObserver(fit).observe(root);
addEventListener('resize', fit);
