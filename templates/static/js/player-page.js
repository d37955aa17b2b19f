// Page of one stream: keys that need no focus, and ways to the streams beside it.

const player = document.querySelector('#player');

/** Follows the link to another stream, if there is one. */
const follow = (which) => player?.querySelector(`nav > .${which}`)?.click();

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target?.closest?.('input, select, textarea, [contenteditable]')) return;
  if (event.key === '[') return follow('previous');
  if (event.key === ']') return follow('next');
  // The player hears the keys inside it by itself.
  if (event.target !== document.body || event.key === 'Tab') return;
  const { key, code, shiftKey } = event;
  const heard = new KeyboardEvent('keydown', { key, code, shiftKey, cancelable: true, composed: true });
  player?.dispatchEvent(heard);
  if (heard.defaultPrevented) event.preventDefault();
});

/** A swipe goes at least so far, in CSS pixels, and lasts no longer, in milliseconds. */
const SWIPE = { distance: 64, time: 600 };
let start;

player?.addEventListener('pointerdown', (event) => {
  const [touched] = event.composedPath();
  const isControl = touched instanceof Element && touched.closest('a, button, input, [role="menu"]') !== null;
  const isZoomed = player.hasAttribute('data-zoomed') || (visualViewport?.scale ?? 1) > 1.01;
  // A second finger makes it another gesture.
  start = event.pointerType === 'touch' && event.isPrimary && !isControl && !isZoomed ? event : undefined;
});
player?.addEventListener('pointercancel', () => (start = undefined));
player?.addEventListener('pointerup', (event) => {
  if (start?.pointerId !== event.pointerId) return;
  const [right, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
  const isQuick = event.timeStamp - start.timeStamp < SWIPE.time;
  start = undefined;
  if (!isQuick || Math.abs(right) < SWIPE.distance || Math.abs(right) < 2 * Math.abs(down)) return;
  const isForward = right < 0 !== player.matches(':dir(rtl)');
  follow(isForward ? 'next' : 'previous');
});
