// List of streams: only visible tiles play, because each one costs a connection and a decoder; what the tiles say; the
// count of those that are live, and what most of them have in common.

import { commonTrouble, countdownOf } from './majority-trouble.js';
import { say } from './say.js';

const list = document.querySelector('#streams');
const players = [...list.querySelectorAll('webgear-player')];
const count = document.querySelector('#count');
const banner = document.querySelector('#banner');
const news = document.querySelector('#news');

/** Words of a caption; a state without any needs none. */
const words = {
  buffering: say('waiting'),
  'too-slow': say('slow connection'),
  'no-input': say('offline'),
  ended: say('ended'),
  full: say('full'),
  refused: say('no access'),
  offline: say('no connection'),
  blocked: say('blocked'),
  replaced: say('in another window'),
};

/** Shapes that lose at most this share of the video fill their tile. */
const MOST_CUT = 0.15;
/** How long a trouble lasts before it is told, in milliseconds. */
const PATIENCE_MS = 2000;
/** How often the countdown is looked at. */
const TICK_MS = 250;

/** The last state of each player but `paused`, which is that of a tile out of view. */
const known = new Map();

const inView = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) target.toggleAttribute('paused', !isIntersecting);
  },
  // Starts slightly before a tile is visible.
  { rootMargin: '25%' },
);

for (const player of players) {
  inView.observe(player);
  player.addEventListener('statechange', ({ detail: { state } }) => note(player, state));
  player.addEventListener('firstframe', () => fill(player));
}

function note(player, state) {
  if (state === 'paused') return;
  const before = known.get(player);
  known.set(player, state);
  const word = player.closest('li').querySelector('.word');
  if (word !== null) word.textContent = words[state] ?? '';
  tell(player, before, state);
  showCount();
  showBanner();
}

/** Says changes to screen readers: one sentence for a list of players. */
function tell(player, before, state) {
  if (news === null || list.classList.contains('common')) return;
  const isTrouble = state in words && state !== 'buffering';
  if (isTrouble) news.textContent = `${player.name}: ${words[state]}`;
  else if (state === 'live' && before in words && before !== 'buffering')
    news.textContent = `${player.name}: ${say('live')}`;
}

/** Fills a tile where the video has about its shape. */
function fill(player) {
  const shape = Number(getComputedStyle(player).getPropertyValue('--webgear-ratio')) * (9 / 16);
  const isNear = shape > 1 - MOST_CUT && shape < 1 / (1 - MOST_CUT);
  if (isNear) player.setAttribute('fit', 'cover');
  else player.removeAttribute('fit');
}

function showCount() {
  if (count === null || count.getAttribute('aria-pressed') === 'true') return;
  // Tiles that were never in view have no state.
  const isWhole = players.every((player) => known.has(player) && known.get(player) !== 'connecting');
  if (!isWhole && count.hidden) return;
  const live = players.filter((player) => known.get(player) === 'live').length;
  count.textContent = say('{live} of {all} live', { live, all: players.length });
  count.title = live < players.length ? say('Show those that are not') : '';
  count.hidden = false;
}

// Shows those in trouble alone.
count?.addEventListener('click', () => {
  const isOn = count.getAttribute('aria-pressed') === 'true';
  const troubled = players.filter((player) => known.get(player) !== 'live');
  if (!isOn && troubled.length === 0) return;
  count.setAttribute('aria-pressed', String(!isOn));
  // Not by a style rule: a hidden tile pauses, and would not be live any more.
  for (const player of players) player.closest('li').hidden = !isOn && !troubled.includes(player);
  if (isOn) showCount();
  else count.textContent = say('{count} not live, show all', { count: troubled.length });
  list.dispatchEvent(new Event('tileschange'));
});

let patience;
let ticking;

function showBanner() {
  if (banner === null) return;
  if (commonTrouble(players).length === 0) {
    clearTimeout(patience);
    clearInterval(ticking);
    patience = undefined;
    if (banner.hidden) return;
    banner.hidden = true;
    list.classList.remove('common');
    list.dispatchEvent(new Event('tileschange'));
    return;
  }
  patience ??= setTimeout(() => {
    const [first] = commonTrouble(players);
    if (first === undefined) return;
    list.classList.add('common');
    banner.firstElementChild.textContent = first.message;
    banner.hidden = false;
    showCountdown();
    ticking = setInterval(showCountdown, TICK_MS);
    list.dispatchEvent(new Event('tileschange'));
  }, PATIENCE_MS);
}

function showCountdown() {
  const shown = banner.querySelector('.countdown');
  const text = countdownOf(commonTrouble(players), navigator.onLine);
  if (shown !== null && shown.textContent !== text) shown.textContent = text;
}

banner?.querySelector('button')?.addEventListener('click', () => {
  for (const player of commonTrouble(players)) player.play();
  showCountdown();
});
