import type { PlayerActions } from './player-actions.js';

/** Volume change per key press. */
const VOLUME_STEP = 0.1;
/** Share of the width that a key press moves enlarged video. */
const PAN_STEP = 0.1;
const ZOOM_STEP = 1.25;
const TEXT_FIELDS = 'input:not([type=range]),textarea,select,[contenteditable]';

/** What keys depend on. */
export interface KeyContext {
  readonly hasSound: boolean;
  readonly muted: boolean;
  readonly volume: number;
  readonly isZoomed: boolean;
}

/**
 * The action of a key press, or `undefined`.
 *
 * @key Space, `k`: play, pause
 * @key `f`: full screen
 * @key `p`: picture in picture
 * @key `s`: save a snapshot
 * @key `m`: mute, unmute; only for streams with sound
 * @key ↑, ↓: volume, down to muted; only for streams with sound, otherwise the page scrolls
 * @key `q`: the quality in the menu; only for streams with several rungs
 * @key `i`: statistics
 * @key `z`: show the video whole, or cut off to fill the player
 * @key `+`, `=`, `-`: enlarge, reduce
 * @key `0`, ↑, ↓, ←, →: back to the whole video, move; only for enlarged video
 * @key `c`: share or copy the link
 * @key `?`: the list of keys
 */
export function keyAction(
  event: KeyboardEvent,
  actions: PlayerActions,
  { hasSound, muted, volume, isZoomed }: KeyContext,
): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const [origin] = event.composedPath();
  // Of the page, inside the element of the player: what is typed is text.
  if (origin instanceof Element && origin.matches(TEXT_FIELDS)) return undefined;
  // A range input handles arrow keys and the like itself, a button the space bar.
  if (origin instanceof HTMLInputElement && event.key.length > 1) return undefined;
  if (event.key === ' ' && origin instanceof HTMLButtonElement) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const heard = muted ? 0 : volume;
  const withSound: Record<string, () => void> = {
    m: () => actions.toggleMuted(),
    ArrowUp: () => actions.slideTo(Math.min(1, heard + VOLUME_STEP)),
    ArrowDown: () => actions.slideTo(Math.max(0, heard - VOLUME_STEP)),
  };
  const enlarged: Record<string, () => void> = {
    '0': () => actions.resetZoom(),
    ArrowUp: () => actions.pan(0, PAN_STEP),
    ArrowDown: () => actions.pan(0, -PAN_STEP),
    ArrowLeft: () => actions.pan(PAN_STEP, 0),
    ArrowRight: () => actions.pan(-PAN_STEP, 0),
  };
  const always: Record<string, () => void> = {
    ' ': () => actions.togglePlay(),
    k: () => actions.togglePlay(),
    f: () => actions.toggleFullscreen(),
    p: () => actions.togglePictureInPicture(),
    s: () => actions.saveSnapshot(),
    q: () => actions.toggleQuality(),
    i: () => actions.toggleStats(),
    c: () => actions.shareLink(),
    z: () => actions.toggleFit(),
    '+': () => actions.zoomBy(ZOOM_STEP),
    '=': () => actions.zoomBy(ZOOM_STEP),
    '-': () => actions.zoomBy(1 / ZOOM_STEP),
    '?': () => actions.toggleShortcuts(),
  };
  return (isZoomed ? enlarged[key] : undefined) ?? always[key] ?? (hasSound ? withSound[key] : undefined);
}
