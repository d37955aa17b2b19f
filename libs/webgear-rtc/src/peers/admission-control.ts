import { randomUUID } from 'node:crypto';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { ViewPermission } from '../options/access-options.interface.js';
import { keyOf, knownBy, type KnownViewer } from './known-viewer.js';
import type { PeerSnapshot } from './peer-snapshot.interface.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerRegistry, RegisteredPeer } from './peer-registry.js';
import { ReplacedViewers } from './replaced-viewers.js';
import { createSessionToken } from './session-token.js';
import { ViewerRules } from './viewer-rules.js';

const retryAfterSeconds = 5;
/** Offers of one viewer or address that may wait for their connection; behind a proxy all viewers have the same. */
const maxPendingPerName = 32;
/** Offers that may wait in all; more where there are places for more, who may all come back at once. */
const minPending = 64;
/** A browser connects within a second or two; what has not by then is unlikely to, and makes room for the next. */
const patienceMs = 3_000;

interface PendingPeer {
  readonly peer: RegisteredPeer;
  /** Whose budget it is part of. */
  readonly name: string | undefined;
  readonly createdAtMs: number;
}

/** Who asks for a place. */
export interface Applicant {
  readonly sessionToken: string;
  readonly streamName: string;
  readonly remoteAddress: string | undefined;
  readonly permission?: ViewPermission | undefined;
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
  /** The process that has its sessions, where there are several. */
  readonly cluster?: { readonly nodeId: string } | undefined;
}

/**
 * Who gets a place. Always decided in the main thread, whose registry has the peers of all threads.
 *
 * Places are for viewers that watch. Offers that have not led to a connection have a budget of their own, for each viewer or
 * address: beyond it the oldest is evicted, so offers that never connect take no place, and none that another needs to connect.
 */
export class AdmissionControl {
  /** Sessions whose offers are being answered, and whether each was evicted meanwhile. */
  private readonly answering = new Map<string, boolean>();
  private readonly replaced = new ReplacedViewers();
  private closed = false;

  constructor(
    private readonly registry: PeerRegistry,
    private readonly limits: AdmissionLimits,
    private readonly rules: ViewerRules = new ViewerRules(),
  ) {
    // Several may have been promised the last place; who connects first has it.
    registry.changes$.subscribe((peer) => this.takePlace(peer));
    rules.removals$.subscribe((viewerId) => this.removeAll(viewerId));
  }

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
    applicant: Omit<Applicant, 'sessionToken'>,
    onClosed: (peerId: string, reason: LeaveReason, detail?: string) => void = () => undefined,
  ): Admission {
    const peerId = randomUUID();
    const sessionToken = createSessionToken(this.limits.cluster?.nodeId);
    let cancelExpiry = (): void => undefined;
    return {
      peerId,
      sessionToken,
      admit: () => {
        this.admit({ ...applicant, sessionToken });
        cancelExpiry = this.rules.whenExpired(applicant.permission?.expiresAt, () =>
          this.registry.get(sessionToken)?.close('expired'),
        );
      },
      onClosed: (reason, detail) => {
        cancelExpiry();
        onClosed(peerId, reason, detail);
      },
    };
  }

  /**
   * Makes room for one peer. Only an offer that can be served gets here, so none that cannot takes the place of another; and
   * nothing is awaited until the peer is registered.
   *
   * @throws WebGearRtcError `WGR_SHUTTING_DOWN`, `WGR_TOO_MANY_PEERS`, `WGR_TOO_MANY_VIEWERS`
   */
  admit(
    { sessionToken, streamName, remoteAddress, permission }: Applicant,
    nowMs: number = Date.now(),
  ): void {
    this.check();
    if (!this.limits.enableLiveBroadcast) this.replaceViewers(streamName);
    const viewer = { viewerId: permission?.viewer?.id, remoteAddress };
    const name = keyOf(viewer);
    const peers = this.registry.list().map((peer) => ({ peer, snapshot: peer.snapshot() }));
    this.assertPlace(
      viewer,
      peers.map(({ snapshot }) => snapshot),
    );
    this.answering.set(sessionToken, false);
    // Oldest first, which is the order of the registry.
    const pending = peers.flatMap(({ peer, snapshot }): PendingPeer[] => {
      const { state, createdAtMs } = snapshot;
      return state === 'connecting' ? [{ peer, name: keyOf(knownBy(snapshot)), createdAtMs }] : [];
    });
    const own = pending.filter((each) => each.name === name);
    const [oldest] = own;
    const isStale = oldest !== undefined && nowMs - oldest.createdAtMs >= patienceMs;
    if (name !== undefined && isStale && own.length >= maxPendingPerName) this.evict(oldest);
    else if (pending.length >= Math.max(minPending, this.limits.maxPeers))
      this.evict(oldestOfBusiest(pending));
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

  /** @throws WebGearRtcError `WGR_TOO_MANY_PEERS`, `WGR_TOO_MANY_VIEWERS` */
  private assertPlace(viewer: KnownViewer, others: readonly PeerSnapshot[]): void {
    const watching = others.filter(({ state }) => state === 'connected');
    if (watching.length >= this.limits.maxPeers) throw this.tooMany();
    this.rules.assertHasRoom(viewer, watching.map(knownBy));
  }

  private takePlace(peer: RegisteredPeer): void {
    const snapshot = peer.snapshot();
    if (snapshot.state !== 'connected') return;
    const others = this.registry.list().filter((other) => other !== peer);
    try {
      this.assertPlace(
        knownBy(snapshot),
        others.map((other) => other.snapshot()),
      );
    } catch {
      peer.close('evicted', 'the last place was taken before it connected');
    }
  }

  private removeAll(viewerId: string): void {
    for (const peer of this.registry.list()) {
      if (peer.snapshot().viewer?.id === viewerId) peer.close('kicked');
    }
  }

  private evict({ peer }: PendingPeer): void {
    if (this.answering.has(peer.sessionToken)) this.answering.set(peer.sessionToken, true);
    peer.close('evicted');
  }

  private tooMany(): WebGearRtcError<'WGR_TOO_MANY_PEERS'> {
    return new WebGearRtcError('WGR_TOO_MANY_PEERS', { limit: this.limits.maxPeers, retryAfterSeconds });
  }
}

function oldestOfBusiest(pending: readonly PendingPeer[]): PendingPeer {
  const counts = new Map<string | undefined, number>();
  for (const { name } of pending) counts.set(name, (counts.get(name) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return pending.find(({ name }) => counts.get(name) === most) as PendingPeer;
}
