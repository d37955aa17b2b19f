// Viewers order the tiles: by dragging, on touch after a long press, or with Alt and the arrow keys.

import { say } from './say.js';
import { completeOrder, movedTo, nearestBox, readOrder, stepOf } from './tile-order.js';

const list = document.querySelector('#streams');
const news = document.querySelector('#news');
const reset = document.querySelector('#layouts [value="reset"]');
const stored = `webgear-wall-order ${location.pathname}`;

/** From this distance on, in CSS pixels, a press is not a click. */
const SLACK = 8;
/** How long a finger rests until it drags: shorter than until the menu of a link opens. */
const HOLD_MS = 400;
/** So near to the edge of the window, in CSS pixels, the page scrolls. */
const EDGE = 48;

const tiles = () => [...list.children].filter((tile) => tile.querySelector('a') !== null);
/** Those whose place in the order shows. */
const orderable = () => tiles().filter((tile) => !tile.hidden && !tile.matches('.focused'));
const nameOf = (tile) => new URL(tile.querySelector('a').href).pathname.split('/').at(-2);
const served = tiles().map(nameOf);

function recall() {
  try {
    return readOrder(localStorage.getItem(stored));
  } catch {
    return [];
  }
}

let chosen = recall();

function store(names) {
  chosen = names;
  try {
    if (names.length === 0) localStorage.removeItem(stored);
    else localStorage.setItem(stored, JSON.stringify(names));
  } catch {
    // No room, or not allowed: the order holds until the page is left.
  }
}

/** Without `moveBefore()` the tile leaves the list and returns, and its element loses the focus. */
function place(tile, before) {
  const focused = tile.contains(document.activeElement) ? document.activeElement : undefined;
  if (list.moveBefore) list.moveBefore(tile, before);
  else list.insertBefore(tile, before);
  focused?.focus();
}

/** Puts the tiles in order; first the one that was moved, which leaves the others where they are. */
function arrange(moved) {
  const byName = new Map(tiles().map((tile) => [nameOf(tile), tile]));
  const ordered = completeOrder(chosen, served).flatMap((name) => byName.get(name) ?? []);
  if (moved !== undefined) place(moved, ordered[ordered.indexOf(moved) + 1] ?? null);
  for (const [at, tile] of ordered.entries()) if (tiles()[at] !== tile) place(tile, tiles()[at]);
  if (reset) reset.hidden = chosen.length === 0;
  list.dispatchEvent(new Event('tileschange'));
}

/** Moves a tile to where another one is. */
function moveTo(tile, target) {
  if (tile === target) return;
  store(movedTo(completeOrder(chosen, served), nameOf(tile), nameOf(target)));
  arrange(tile);
  const all = orderable();
  const values = { name: tile.querySelector('.name').textContent, all: all.length };
  if (news)
    news.textContent = say('{name}: place {place} of {all}', { ...values, place: all.indexOf(tile) + 1 });
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && drag?.isOn) return end();
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = orderable();
  const tile = all.find((one) => one.contains(document.activeElement));
  const columns = Number(list.style.getPropertyValue('--columns'));
  const step = stepOf(event.key, columns, list.matches(':dir(rtl)'));
  if (tile === undefined || step === undefined) return;
  // At the edge too: Alt and the left arrow would leave the page.
  event.preventDefault();
  const target = all[all.indexOf(tile) + step];
  if (target !== undefined) moveTo(tile, target);
  tile.scrollIntoView({ block: 'nearest' });
});

/** The press on a tile, which may become a drag. */
let drag;
/** Whether the click that ends a drag is still to come. */
let isAfterDrag = false;

function begin() {
  const { tile, id } = drag;
  const all = orderable();
  const boxes = all.map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return { left: left + scrollX, top: top + scrollY, width, height };
  });
  Object.assign(drag, { isOn: true, all, boxes, target: tile });
  tile.setPointerCapture(id);
  list.classList.add('ordering');
  tile.classList.add('dragged');
}

function follow({ pageX, pageY, clientY }) {
  const { tile, all, boxes, x, y } = drag;
  tile.style.setProperty('--x', `${pageX - x}px`);
  tile.style.setProperty('--y', `${pageY - y}px`);
  const target = all[nearestBox(boxes, pageX, pageY)];
  if (target !== drag.target) {
    drag.target.classList.remove('target');
    target.classList.toggle('target', target !== tile);
    drag.target = target;
  }
  if (clientY < EDGE) scrollBy(0, -EDGE / 4);
  else if (clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
}

/** Ends a press; a drag that was given up moves nothing. */
function end(isDropped = false) {
  const { timer, isOn, tile, target } = drag;
  clearTimeout(timer);
  drag = undefined;
  if (!isOn) return;
  list.classList.remove('ordering');
  tile.classList.remove('dragged');
  target.classList.remove('target');
  for (const name of ['--x', '--y']) tile.style.removeProperty(name);
  isAfterDrag = true;
  setTimeout(() => (isAfterDrag = false));
  if (isDropped) moveTo(tile, target);
}

list.addEventListener('pointerdown', (event) => {
  const tile = event.target.closest('#streams > li');
  const isPress = event.isPrimary && event.button === 0 && event.target.closest('button') === null;
  if (drag !== undefined) end();
  if (!isPress || orderable().length < 2 || !orderable().includes(tile)) return;
  const isTouch = event.pointerType === 'touch';
  drag = { tile, id: event.pointerId, x: event.pageX, y: event.pageY, isTouch, isOn: false };
  if (isTouch) drag.timer = setTimeout(begin, HOLD_MS);
});
document.addEventListener('pointermove', (event) => {
  if (drag?.id !== event.pointerId) return;
  const isFar = Math.hypot(event.pageX - drag.x, event.pageY - drag.y) > SLACK;
  // A finger that moves at once scrolls.
  if (!drag.isOn && isFar && drag.isTouch) end();
  else if (!drag.isOn && isFar) begin();
  if (drag?.isOn) follow(event);
});
document.addEventListener('pointerup', (event) => {
  if (drag?.id === event.pointerId) end(true);
});
document.addEventListener('pointercancel', (event) => {
  if (drag?.id === event.pointerId) end();
});
// The browser would drag the link, scroll, open the menu of the link, or follow it.
list.addEventListener('dragstart', (event) => event.preventDefault());
list.addEventListener('touchmove', (event) => drag?.isOn && event.cancelable && event.preventDefault(), {
  passive: false,
});
list.addEventListener('contextmenu', (event) => drag?.isOn && event.preventDefault());
list.addEventListener(
  'click',
  (event) => {
    if (!isAfterDrag) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

reset?.addEventListener('click', () => {
  store([]);
  arrange();
});
// The list in another window.
addEventListener('storage', ({ key }) => {
  if (key !== stored || drag?.isOn) return;
  chosen = recall();
  arrange();
});

for (const tile of tiles())
  tile
    .querySelector('a')
    .setAttribute('aria-keyshortcuts', 'Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown');
arrange();
