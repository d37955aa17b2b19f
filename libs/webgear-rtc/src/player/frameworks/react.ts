import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { WebGearPlayer } from '../webgear-player.js';
import type { PlayerHandlers, PlayerProps } from './player-props.js';
import '../webgear-player.js';

export * from '../webgear-player.js';
export type { PlayerEventName, PlayerHandlers, PlayerProps } from './player-props.js';

/** What `<webgear-player>` takes in JSX. React 19 sets properties of custom elements, and listens to `onstatechange` and the like. */
export interface WebGearPlayerProps
  extends
    Omit<DetailedHTMLProps<HTMLAttributes<WebGearPlayer>, WebGearPlayer>, keyof PlayerProps>,
    PlayerProps,
    PlayerHandlers {}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'webgear-player': WebGearPlayerProps;
    }
  }
}
