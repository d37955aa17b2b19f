/** What a viewer chose for the sound of a stream. */
export interface SoundChoice {
  /** `undefined`: never chosen, so muted, and the viewer is offered to unmute. */
  readonly muted: boolean | undefined;
  /** 0 to 1. */
  readonly volume: number;
}

const PREFIX = 'webgear-player:sound:';

/** The choice of an earlier visit, if any. @param address of the stream */
export function recallSound(address: string): SoundChoice | undefined {
  try {
    const { muted, volume } = JSON.parse(localStorage.getItem(PREFIX + address) ?? '{}') as Record<
      string,
      unknown
    >;
    if (typeof volume !== 'number' || !(volume >= 0 && volume <= 1)) return undefined;
    return { muted: typeof muted === 'boolean' ? muted : undefined, volume };
  } catch {
    // Blocked by the settings of the browser, or written by something else.
    return undefined;
  }
}

/** Keeps a choice for the next visit, where the browser allows it. */
export function keepSound(address: string, choice: SoundChoice): void {
  try {
    localStorage.setItem(PREFIX + address, JSON.stringify(choice));
  } catch {
    // Blocked, or full: the choice holds until the page is left.
  }
}
