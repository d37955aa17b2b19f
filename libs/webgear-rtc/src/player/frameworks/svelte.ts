import type { HTMLAttributes } from 'svelte/elements';
import type { WebGearPlayer } from '../webgear-player.js';
import type { PlayerHandlers, PlayerProps } from './player-props.js';
import '../webgear-player.js';

export * from '../webgear-player.js';
export type { PlayerEventName, PlayerHandlers, PlayerProps } from './player-props.js';

/** What `<webgear-player>` takes in a component: `src`, `onstatechange` and the like. */
export type WebGearPlayerProps = Omit<
  HTMLAttributes<WebGearPlayer>,
  keyof PlayerProps | keyof PlayerHandlers
> &
  PlayerProps &
  PlayerHandlers;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'webgear-player': WebGearPlayerProps;
  }
}
