import type { PlayerExtras } from './extras/player-extras.js';

/** Actions of what is loaded when it may be needed. */
export interface ExtraActions {
  toggleMenu(): void;
  toggleQuality(): void;
  toggleStats(): void;
  toggleShortcuts(): void;
  toggleFit(): void;
  shareLink(): void;
  /** Enlarges about the centre by a factor. */
  zoomBy(factor: number): void;
  resetZoom(): void;
  /** Moves enlarged video, by shares of its size on screen. */
  pan(x: number, y: number): void;
}

/** Menu, statistics and gestures, in a file of their own: a tile on a wall and a viewer who only watches need none of them. */
export class LazyExtras {
  /** `undefined` until loaded. */
  current: PlayerExtras | undefined;
  private loading: Promise<PlayerExtras> | undefined;

  /** @param create makes them, once */
  constructor(private readonly create: (make: typeof PlayerExtras) => PlayerExtras) {}

  /** Loads them; a failure is tried again with the next use. */
  load(): void {
    this.use(() => undefined);
  }

  /** Acts on them, at once or as soon as they are loaded. */
  use(act: (extras: PlayerExtras) => void): void {
    if (this.current !== undefined) act(this.current);
    else this.loaded().then(act, () => undefined);
  }

  private loaded(): Promise<PlayerExtras> {
    this.loading ??= this.fetch().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  private async fetch(): Promise<PlayerExtras> {
    const { PlayerExtras: make } = await import('./extras/player-extras.js');
    this.current = this.create(make);
    return this.current;
  }
}
