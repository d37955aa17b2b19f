import type { CaptureClock } from '../media/capture-clock.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ControlStop } from './control-decorator.js';
import type { ControlHandler } from './control-handlers.js';
import type { ControlLane } from './control-lane.js';
import { DeadMan } from './dead-man.js';

/** A control that a viewer has in motion. */
export interface ControlHold {
  readonly handler: ControlHandler;
  readonly lane: ControlLane;
  readonly viewer: PeerSnapshot;
}

/** What is in motion now: each control of a stream by one viewer at most, until it is stopped. */
export class ControlHolds {
  private readonly holds = new Map<string, ControlHold & { readonly deadMan: DeadMan }>();

  /** @param onError receives what a handler throws while it stops */
  constructor(
    private readonly clock: CaptureClock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Who has a control of a stream in motion. */
  holderOf(handler: ControlHandler, streamName: string): PeerSnapshot | undefined {
    return this.holds.get(keyOf(handler, streamName))?.viewer;
  }

  /** A viewer confirms its motion, or begins one. To be called for its holder alone. */
  keep(hold: ControlHold, deadManMs: number): void {
    const { handler, viewer } = hold;
    const key = keyOf(handler, viewer.streamName);
    const known = this.holds.get(key);
    if (known !== undefined) return known.deadMan.confirm();
    const onExpired = (): void => void this.stop(handler, viewer.streamName, 'silent');
    this.holds.set(key, { ...hold, deadMan: new DeadMan(this.clock, deadManMs, onExpired) });
  }

  /** Stops a control, if it is in motion. Never rejects. */
  async stop(handler: ControlHandler, streamName: string, reason: ControlStop): Promise<void> {
    const key = keyOf(handler, streamName);
    const hold = this.holds.get(key);
    if (hold === undefined) return;
    this.holds.delete(key);
    hold.deadMan.end();
    const { lane, viewer } = hold;
    await lane.stop(async () => {
      try {
        await handler.handle(undefined, { name: handler.name, streamName, viewer, stop: reason });
      } catch (error) {
        this.onError(error);
      }
    });
  }

  /** Stops what viewers of whom this is true have in motion. */
  async stopOf(isMeant: (viewer: PeerSnapshot) => boolean, reason: ControlStop): Promise<void> {
    const meant = [...this.holds.values()].filter(({ viewer }) => isMeant(viewer));
    await Promise.all(meant.map(({ handler, viewer }) => this.stop(handler, viewer.streamName, reason)));
  }
}

function keyOf({ name }: ControlHandler, streamName: string): string {
  return `${streamName}/${name}`;
}
