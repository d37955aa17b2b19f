import type { WebGearPlayer, WebGearPlayerAttributes, WebGearPlayerEventMap } from '../webgear-player.js';
import type { PlayerWords } from '../words/player-words.js';

/** What a template may set of the player: its attributes, and the properties that a framework assigns. */
export interface PlayerProps
  extends
    WebGearPlayerAttributes,
    Partial<Pick<WebGearPlayer, 'noFallback' | 'noAudio' | 'muted' | 'volume'>> {
  /** Texts for this player alone. */
  words?: Partial<PlayerWords>;
}

/** Names of the player's own events. */
export type PlayerEventName =
  Exclude<keyof WebGearPlayerEventMap, keyof HTMLElementEventMap> | 'volumechange';

/** Listeners as attributes, for example `onstatechange`. */
export type PlayerHandlers = {
  [Name in PlayerEventName as `on${Name}`]?: (event: WebGearPlayerEventMap[Name]) => void;
};
