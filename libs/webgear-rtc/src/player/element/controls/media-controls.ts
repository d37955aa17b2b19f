/** What the controls of the device show and do. */
export interface MediaActions {
  readonly title: string;
  /** URL of an image. */
  readonly artwork: string;
  play(): void;
  pause(): void;
}

/** The player that has them, and the title it gave. */
let holder: object | undefined;
let shownTitle = '';

/** Name, image and Play of the lock screen and of media keys, for the player that was used last. */
export function takeMediaControls(player: object, { title, artwork, play, pause }: MediaActions): void {
  // Set again, the image would be loaded again.
  if (!('mediaSession' in navigator) || (player === holder && title === shownTitle)) return;
  holder = player;
  shownTitle = title;
  const { mediaSession } = navigator;
  mediaSession.metadata = new MediaMetadata({ title, artwork: [{ src: artwork }] });
  for (const [action, act] of [
    ['play', play],
    ['pause', pause],
    ['stop', pause],
  ] as const) {
    try {
      mediaSession.setActionHandler(action, act);
    } catch {
      // This browser has no such key.
    }
  }
}

/** Gives them back, where this player has them: its stream is over, and a page may drop it for another. */
export function releaseMediaControls(player: object): void {
  if (player !== holder) return;
  holder = undefined;
  const { mediaSession } = navigator;
  mediaSession.metadata = null;
  for (const action of ['play', 'pause', 'stop'] as const) {
    try {
      mediaSession.setActionHandler(action, null);
    } catch {
      // This browser has no such key.
    }
  }
}
