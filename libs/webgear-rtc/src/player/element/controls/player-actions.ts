import type { WebGearPlayer } from '../../webgear-player.interface.js';
import type { PlayerTimeline } from '../../timeline/player-timeline.js';
import type { ControlActions } from './control-bar.js';
import type { ViewerCommands } from './viewer-commands.js';

/** What actions need beside the public interface of the player. */
export interface ActionContext {
  slideTo(volume: number): void;
  readonly commands: ViewerCommands;
  /** URL of a route of the stream. */
  address(route: string): string;
  /** Where the viewer looks back at a recording; `undefined` until it is loaded. */
  timeline(): Pick<PlayerTimeline, 'looksBack' | 'toggleHalt' | 'shownVideo'> | undefined;
}

/** Actions of the menu, the statistics and the zoom. */
export interface PanelActions {
  toggleMenu(): void;
  toggleQuality(): void;
  toggleStats(): void;
  toggleShortcuts(): void;
  toggleFit(): void;
  /** Enlarges about the centre by a factor. */
  zoomBy(factor: number): void;
  resetZoom(): void;
  /** Moves enlarged video, by shares of its size on screen. */
  pan(x: number, y: number): void;
}

/** Everything that buttons, keys and the menu do. */
export interface PlayerActions extends ControlActions, PanelActions {
  shareLink(): void;
}

/** @param panels the panels, once there are any */
export function playerActions(
  player: WebGearPlayer,
  panels: () => PanelActions,
  { slideTo, commands, address, timeline }: ActionContext,
): PlayerActions {
  return {
    togglePlay: () => {
      const recorded = timeline();
      if (recorded?.looksBack) recorded.toggleHalt();
      else if (['paused', 'ended', 'replaced'].includes(player.state)) player.play();
      else player.pause();
    },
    toggleMuted: () => {
      player.muted = !player.muted;
    },
    slideTo,
    saveSnapshot: () => void commands.saveSnapshot(player.name, timeline()?.shownVideo),
    togglePictureInPicture: () => void commands.togglePictureInPicture(timeline()?.shownVideo),
    toggleFullscreen: () => void commands.toggleFullscreen(),
    shareLink: () => void commands.shareLink(address(''), player.name),
    toggleMenu: () => panels().toggleMenu(),
    toggleQuality: () => panels().toggleQuality(),
    toggleStats: () => panels().toggleStats(),
    toggleShortcuts: () => panels().toggleShortcuts(),
    toggleFit: () => panels().toggleFit(),
    zoomBy: (factor) => panels().zoomBy(factor),
    resetZoom: () => panels().resetZoom(),
    pan: (x, y) => panels().pan(x, y),
  };
}
