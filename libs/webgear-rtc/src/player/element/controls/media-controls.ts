/** What the controls of the device show and do. */
export interface MediaActions {
  readonly title: string;
  /** URL of an image. */
  readonly artwork: string;
  play(): void;
  pause(): void;
}

/** The player that has them. */
let holder: object | undefined;

/** Name, image and Play of the lock screen and of media keys, for the player that was used last. */
export function takeMediaControls(player: object, { title, artwork, play, pause }: MediaActions): void {
  // Set again, the image would be loaded again.
  if (!('mediaSession' in navigator) || player === holder) return;
  holder = player;
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
