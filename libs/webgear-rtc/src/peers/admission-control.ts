import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { PeerRegistry } from './peer-registry.js';
import type { RegisteredPeer } from './viewer-server.interface.js';

const retryAfterSeconds = 5;
/** Offers of one address that may wait for their connection; behind a proxy all viewers have the same. */
const maxPendingPerAddress = 32;
/** A browser connects within a second or two; what has not by then is unlikely to, and makes room for the next. */
const patienceMs = 3_000;

interface PendingPeer {
  readonly peer: RegisteredPeer;
  readonly remoteAddress: string | undefined;
  readonly createdAtMs: number;
}

/**
 * Who gets a place.
 *
 * Places are for viewers that watch. An offer that has not led to a connection uses one as long as nobody else needs it: the
 * next offer evicts the oldest, of the address that has most of them, so that offers that never connect keep no viewer out.
 */
export class AdmissionControl {
  /** Sessions whose offers are being answered, and whether each was evicted meanwhile. */
  private readonly answering = new Map<string, boolean>();

  constructor(
    private readonly registry: PeerRegistry,
    private readonly limit: number,
  ) {}

  /**
   * Makes room for one viewer. Nothing is awaited until the viewer is entered, so two cannot take the same last place.
   *
   * @throws WebGearRtcError `WGR_TOO_MANY_PEERS`
   */
  admit(sessionToken: string, remoteAddress: string | undefined, nowMs: number = Date.now()): void {
    this.answering.set(sessionToken, false);
    const pending = this.pendingPeers();
    const sameAddress = pending.filter((each) => each.remoteAddress === remoteAddress);
    const [oldest] = sameAddress;
    if (
      remoteAddress !== undefined &&
      oldest !== undefined &&
      sameAddress.length >= maxPendingPerAddress &&
      nowMs - oldest.createdAtMs >= patienceMs
    ) {
      this.evict(oldest);
    }
    if (this.registry.size < this.limit) return;
    const victim = oldestOfBusiest(pending);
    if (victim === undefined) throw this.tooMany();
    this.evict(victim);
  }

  /**
   * Called when an offer has been answered, or refused.
   *
   * @throws WebGearRtcError `WGR_TOO_MANY_PEERS` when its session was evicted meanwhile
   */
  settle(sessionToken: string): void {
    const wasEvicted = this.answering.get(sessionToken) === true;
    this.answering.delete(sessionToken);
    if (wasEvicted) throw this.tooMany();
  }

  /** Oldest first, which is the order of the registry. */
  private pendingPeers(): PendingPeer[] {
    return this.registry.list().flatMap((peer) => {
      const { state, remoteAddress, createdAtMs } = peer.snapshot();
      return state === 'connecting' ? [{ peer, remoteAddress, createdAtMs }] : [];
    });
  }

  private evict({ peer }: PendingPeer): void {
    if (this.answering.has(peer.sessionToken)) this.answering.set(peer.sessionToken, true);
    peer.close('another viewer needed the place before it connected');
  }

  private tooMany(): WebGearRtcError<'WGR_TOO_MANY_PEERS'> {
    return new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: this.limit, retryAfterSeconds });
  }
}

function oldestOfBusiest(pending: readonly PendingPeer[]): PendingPeer | undefined {
  const counts = new Map<string | undefined, number>();
  for (const { remoteAddress } of pending) counts.set(remoteAddress, (counts.get(remoteAddress) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return pending.find(({ remoteAddress }) => counts.get(remoteAddress) === most);
}
