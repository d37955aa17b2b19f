import type { HTMLAttributes } from 'vue';
import type { WebGearPlayer, WebGearPlayerEventMap } from '../webgear-player.js';
import type { PlayerEventName, PlayerProps } from './player-props.js';
import '../webgear-player.js';

export * from '../webgear-player.js';
export type { PlayerEventName, PlayerProps } from './player-props.js';

/** For `compilerOptions.isCustomElement`: Vue looks for a component of that name otherwise. */
export function isWebGearPlayer(tag: string): boolean {
  return tag === 'webgear-player';
}

/** What `<webgear-player>` takes in a template: `:src`, `@statechange` and the like. */
export type WebGearPlayerProps = Omit<HTMLAttributes, keyof PlayerProps> &
  PlayerProps & {
    [Name in PlayerEventName as `on${Capitalize<Name>}`]?: (event: WebGearPlayerEventMap[Name]) => void;
  };

declare module 'vue' {
  interface GlobalComponents {
    'webgear-player': new () => WebGearPlayer & { $props: WebGearPlayerProps };
  }
}
