import type { WebGearPlayerEventMap } from '../webgear-player.js';
import type { PlayerEventName } from './player-props.js';
import '../webgear-player.js';

export * from '../webgear-player.js';
export type { PlayerEventName, PlayerProps } from './player-props.js';

/**
 * Event of a listener in a template. A component that uses the element names `CUSTOM_ELEMENTS_SCHEMA` in its `schemas`; a template
 * reference `#player` on the element is then a {@link WebGearPlayer}.
 *
 * @example
 * readonly state = signal<PlayerState>('idle');
 * template: `<webgear-player src="/camera/" (statechange)="follow($event)"></webgear-player>`
 *
 * follow(event: PlayerEvent<'statechange'>): void {
 *   this.state.set(event.detail.state);
 * }
 */
export type PlayerEvent<Name extends PlayerEventName> = WebGearPlayerEventMap[Name];
