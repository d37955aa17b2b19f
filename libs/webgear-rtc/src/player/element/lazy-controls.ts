import type { ControlsView } from './controls/controls-view.js';

/** Buttons, menu, statistics and gestures, in a file of their own: a tile on a wall needs none of them, and plays sooner without. */
export class LazyControls {
  /** `undefined` until loaded. */
  current: ControlsView | undefined;
  private loading: Promise<void> | undefined;

  /** @param create makes them, once */
  constructor(private readonly create: (make: typeof ControlsView) => ControlsView) {}

  /** Loads them; a failure is tried again with the next call. */
  async load(): Promise<void> {
    try {
      await (this.loading ??= this.fetch());
    } catch {
      this.loading = undefined;
    }
  }

  private async fetch(): Promise<void> {
    const { ControlsView: make } = await import('./controls/controls-view.js');
    this.current = this.create(make);
  }
}
