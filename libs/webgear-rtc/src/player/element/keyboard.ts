import type { ControlActions } from './control-bar.js';

/** Volume change per key press. */
const VOLUME_STEP = 0.1;

/** The action of a key press, or `undefined`. */
export function keyAction(
  event: KeyboardEvent,
  actions: ControlActions,
  sound: { readonly isThere: boolean; readonly muted: boolean; readonly volume: number },
): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const [origin] = event.composedPath();
  // A range input handles arrow keys and the like itself, a button the space bar.
  if (origin instanceof HTMLInputElement && event.key.length > 1) return undefined;
  if (event.key === ' ' && origin instanceof HTMLButtonElement) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const volume = sound.muted ? 0 : sound.volume;
  const withSound: Record<string, () => void> = {
    m: () => actions.toggleMuted(),
    ArrowUp: () => actions.slideTo(Math.min(1, volume + VOLUME_STEP)),
    ArrowDown: () => actions.slideTo(Math.max(0, volume - VOLUME_STEP)),
  };
  const always: Record<string, () => void> = {
    ' ': () => actions.togglePlay(),
    k: () => actions.togglePlay(),
    f: () => actions.toggleFullscreen(),
    p: () => actions.togglePictureInPicture(),
    s: () => actions.saveSnapshot(),
    q: () => actions.toggleQuality(),
    i: () => actions.toggleStats(),
    c: () => actions.copyLink(),
  };
  return always[key] ?? (sound.isThere ? withSound[key] : undefined);
}
