import type { WebGearPlayerEventMap } from '../webgear-player.js';
import type { PlayerEventName } from './player-props.js';
import '../webgear-player.js';

export * from '../webgear-player.js';
export type { PlayerEventName, PlayerProps } from './player-props.js';

/**
 * Event of a listener, for example `PlayerEvent<'statechange'>` for `(statechange)="follow($event)"`. A component that uses the element
 * names `CUSTOM_ELEMENTS_SCHEMA` in its `schemas`; a template reference `#player` on the element is then a {@link WebGearPlayer}.
 */
export type PlayerEvent<Name extends PlayerEventName> = WebGearPlayerEventMap[Name];
