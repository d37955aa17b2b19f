import { messageOf } from '../errors/throttled-error-log.js';
import type { Rung, SelectRung } from '../options/select-rung.js';
import type { PeerRegistry, RegisteredPeer } from './peer-registry.js';
import type { ViewerPreferences } from './viewer-preferences.js';

const intervalMs = 1000;

/** Logs a text that concerns one stream. */
type LogFault = (streamName: string, text: string) => void;

/**
 * Rungs that the application chooses with its option `selectRung`. They come before what the viewer's page has pinned,
 * which holds again as soon as the application makes no choice.
 */
export class ApplicationRungs {
  /** What the page of a viewer has pinned. */
  private readonly pinned = new WeakMap<RegisteredPeer, string | null>();
  /** What the application has chosen; without an entry, nothing. */
  private readonly chosen = new WeakMap<RegisteredPeer, string>();
  private readonly faultyStreams = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly registry: Pick<PeerRegistry, 'get' | 'list'>,
    private readonly selectRung: SelectRung | undefined,
    private readonly log: LogFault,
  ) {}

  /** Begins to call `selectRung` once a second for each connected peer. A second call does nothing. */
  start(): void {
    if (this.selectRung === undefined) return;
    this.timer ??= setInterval(() => this.tick(), intervalMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Records what a page has pinned in its offer. */
  noteOffer(sessionToken: string, { rung }: ViewerPreferences): void {
    const peer = this.registry.get(sessionToken);
    if (peer !== undefined && rung !== undefined) this.pinned.set(peer, rung);
  }

  /** Passes what a page wants to its peer, except for a rung while the application has chosen one. */
  prefer(peer: RegisteredPeer, preferences: ViewerPreferences): void {
    const { rung, ...others } = preferences;
    if (rung !== undefined) this.pinned.set(peer, rung);
    peer.prefer(this.chosen.has(peer) ? others : preferences);
  }

  /** Asks the application once for each connected peer. */
  tick(): void {
    for (const peer of this.registry.list()) {
      const snapshot = peer.snapshot();
      const { state, rungs = [] } = snapshot;
      if (state !== 'connected' || rungs.length === 0) continue;
      this.apply(
        peer,
        this.ask(snapshot.streamName, () => this.selectRung?.(snapshot, rungs), rungs),
      );
    }
  }

  private apply(peer: RegisteredPeer, rung: string | undefined): void {
    if (rung === this.chosen.get(peer)) return;
    if (rung === undefined) this.chosen.delete(peer);
    else this.chosen.set(peer, rung);
    peer.prefer({ rung: rung ?? this.pinned.get(peer) ?? null });
  }

  private ask(streamName: string, select: () => unknown, rungs: readonly Rung[]): string | undefined {
    try {
      const chosen = select();
      if (chosen instanceof Promise) {
        // Its rejection would end the process.
        chosen.catch(() => undefined);
        throw new TypeError('it returned a promise instead of a name');
      }
      return rungs.find(({ rung }) => rung === chosen)?.rung;
    } catch (error) {
      if (!this.faultyStreams.has(streamName)) {
        this.faultyStreams.add(streamName);
        this.log(streamName, `selectRung failed, and rungs are selected automatically: ${messageOf(error)}`);
      }
      return undefined;
    }
  }
}
