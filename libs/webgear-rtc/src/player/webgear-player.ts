import { PlayerElement } from './element/player-element.js';
import type { WebGearPlayer as Player } from './webgear-player.interface.js';
import type { WordsByLanguage } from './words/player-words.js';

export type {
  PlayerAudioStats,
  PlayerControls,
  PlayerFit,
  PlayerMetadata,
  PlayerPath,
  PlayerRung,
  PlayerState,
  PlayerStats,
  PlayerTransport,
  WebGearPlayerAttributes,
  WebGearPlayerEventMap,
} from './webgear-player.interface.js';
export type { WebGearPlayerParts, WebGearPlayerVariables } from './webgear-player.styling.interface.js';
export type { PlayerWords, WordsByLanguage } from './words/player-words.js';

/** The element `<webgear-player>`. */
export type WebGearPlayer = Player;

/** Its class, for `instanceof` and for subclasses. Importing this module defines the element where there is a browser. */
export const WebGearPlayer: {
  new (): Player;
  readonly prototype: Player;
  /** Texts that replace the built-in ones, by language tag, for all players. Assign another object to change them. */
  words: WordsByLanguage;
} = PlayerElement;

// A page may load the module twice, for example from two bundles: the first definition wins.
if (globalThis.customElements?.get('webgear-player') === undefined) {
  globalThis.customElements?.define('webgear-player', PlayerElement);
}
