import { randomBytes, randomUUID } from 'node:crypto';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerRegistry, RegisteredPeer } from './peer-registry.js';
import { ReplacedViewers } from './replaced-viewers.js';

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

/** Who asks for a place. */
export interface Applicant {
  readonly sessionToken: string;
  readonly streamName: string;
  readonly remoteAddress: string | undefined;
}

/** The admission of one offer. */
export interface Admission {
  /** Names the peer in logs and statistics; public. */
  readonly peerId: string;
  /** Lets its holder end this session; secret. */
  readonly sessionToken: string;
  /**
   * Called once the offer is known to be servable, just before the peer is registered; what it throws refuses it. A promise
   * where the main thread has to be asked, which has registered the peer when it resolves.
   */
  admit(codec: VideoCodec): void | Promise<void>;
  /** Called when its session has ended; see `PeerDeparture`. */
  onClosed(reason: LeaveReason, detail?: string): void;
}

/** What admission depends on besides the peers there are. */
export interface AdmissionLimits {
  readonly maxPeers: number;
  /** `false`: a new viewer of a stream replaces the current one. */
  readonly enableLiveBroadcast: boolean;
}

/**
 * Who gets a place. Always decided in the main thread, whose registry has the peers of all threads.
 *
 * Places are for viewers that watch. An offer that has not led to a connection keeps its place as long as no one else needs
 * it: the next offer evicts the oldest, of the address that has most of them, so offers that never connect keep no viewer
 * out.
 */
export class AdmissionControl {
  /** Sessions whose offers are being answered, and whether each was evicted meanwhile. */
  private readonly answering = new Map<string, boolean>();
  private readonly replaced = new ReplacedViewers();
  private closed = false;

  constructor(
    private readonly registry: PeerRegistry,
    private readonly limits: AdmissionLimits,
  ) {}

  /**
   * Refuses what has no chance, before anything is done for it.
   *
   * @param previousSessionToken the session that the page had before, when it comes back by itself
   * @throws WebGearRtcError `WGR_SHUTTING_DOWN`, `WGR_VIEWER_REPLACED`
   */
  check(previousSessionToken?: string): void {
    if (this.closed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
    if (this.replaced.has(previousSessionToken)) throw new WebGearRtcError('WGR_VIEWER_REPLACED', undefined);
  }

  /** Names a new session, for which {@link Admission.admit} then makes room. */
  open(
    { streamName, remoteAddress }: Omit<Applicant, 'sessionToken'>,
    onClosed: (peerId: string, reason: LeaveReason, detail?: string) => void = () => undefined,
  ): Admission {
    const peerId = randomUUID();
    const sessionToken = randomBytes(24).toString('base64url');
    return {
      peerId,
      sessionToken,
      admit: () => this.admit({ sessionToken, streamName, remoteAddress }),
      onClosed: (reason, detail) => onClosed(peerId, reason, detail),
    };
  }

  /**
   * Makes room for one peer. Only an offer that can be served gets here, so none that cannot takes the place of another; and
   * nothing is awaited until the peer is registered, so two cannot take the same last place.
   *
   * @throws WebGearRtcError `WGR_SHUTTING_DOWN`, `WGR_TOO_MANY_PEERS`
   */
  admit({ sessionToken, streamName, remoteAddress }: Applicant, nowMs: number = Date.now()): void {
    this.check();
    if (!this.limits.enableLiveBroadcast) this.replaceViewers(streamName);
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
    if (this.registry.size < this.limits.maxPeers) return;
    const victim = oldestOfBusiest(pending);
    if (victim === undefined) throw this.tooMany();
    this.evict(victim);
  }

  /**
   * Called when an offer has been answered, or refused. A session that ended while its answer waited, for a STUN server or
   * the source, is told why, whatever came of the answer.
   *
   * @throws WebGearRtcError `WGR_SHUTTING_DOWN`, `WGR_VIEWER_REPLACED`, or `WGR_TOO_MANY_PEERS` when it was evicted
   */
  settle(sessionToken: string): void {
    const wasEvicted = this.answering.get(sessionToken) === true;
    this.answering.delete(sessionToken);
    this.check(sessionToken);
    if (wasEvicted) throw this.tooMany();
  }

  /** Admits no one from now on. */
  close(): void {
    this.closed = true;
  }

  private replaceViewers(streamName: string): void {
    for (const peer of this.registry.list(streamName)) {
      this.replaced.add(peer.sessionToken);
      peer.close('replaced');
    }
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
    peer.close('evicted');
  }

  private tooMany(): WebGearRtcError<'WGR_TOO_MANY_PEERS'> {
    return new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: this.limits.maxPeers, retryAfterSeconds });
  }
}

function oldestOfBusiest(pending: readonly PendingPeer[]): PendingPeer | undefined {
  const counts = new Map<string | undefined, number>();
  for (const { remoteAddress } of pending) counts.set(remoteAddress, (counts.get(remoteAddress) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return pending.find(({ remoteAddress }) => counts.get(remoteAddress) === most);
}
