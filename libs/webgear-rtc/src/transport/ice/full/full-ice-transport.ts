import type { Candidate } from 'werift';
import { WebGearRtcError } from '../../../errors/webgear-rtc.error.js';
import { NativeMemory } from '../../native/native-memory.js';
import type { PacketRoute } from '../../../rtp/packet-route.interface.js';
import type { IceRestart, PeerTransport } from '../../peer-transport.interface.js';
import type { LocalCandidate } from '../host-candidates.js';
import type { RemoteAddress } from '../remote-address.js';
import type { MuxedConnection } from '../mux-table.js';
import { DynamicRoute, type SharedSockets } from '../dynamic-route.js';
import type { OfferedCandidate } from '../offered-candidate.js';
import { offeredCandidates } from './offered-candidates.js';
import { gatherCandidates, type GatherOptions } from './gather-candidates.js';
import { IceAgent, type RemoteIce } from './ice-agent.js';
import type { LocalCandidateSocket } from './local-candidate-socket.interface.js';

/** How long the answer to an offer may wait for STUN and TURN servers. */
const gatherMs = 2000;
const retryAfterSeconds = 5;

/** Parts of a transport that uses STUN and TURN servers. */
export interface FullIceParts {
  readonly options: GatherOptions;
  readonly remote: RemoteIce;
  /** Address the viewer's request came from. */
  readonly requestedFrom?: string | undefined;
  /** The port all share, unless viewers are to come through relays alone. */
  readonly shared: PeerTransport | undefined;
  /** Called once when everything is released. */
  readonly onClosed: (transport: PeerTransport) => void;
}

/**
 * Full ICE for one peer: through the shared UDP mux where that can be reached, with GSO and all, else through a socket and
 * TURN allocations of its own.
 */
export class FullIceTransport implements PeerTransport {
  readonly isLite = false;
  private readonly ended = new AbortController();
  private session: MuxedConnection | undefined;
  private sockets: readonly LocalCandidateSocket[] = [];
  private gathering: Promise<unknown> | undefined;
  private agent: IceAgent | undefined;
  /** Found by the viewer while our own were being gathered. */
  private readonly later: Candidate[] = [];
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: FullIceParts) {}

  open(session: MuxedConnection): void {
    this.session = session;
    this.parts.shared?.open(session);
  }

  async gather(preferredAddress: string | undefined): Promise<readonly LocalCandidate[]> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), gatherMs);
    const opening = gatherCandidates(this.parts.options, AbortSignal.any([late.signal, this.ended.signal]));
    this.gathering = opening;
    this.sockets = await opening;
    clearTimeout(timer);
    for (const socket of this.sockets) socket.createPermission?.(this.parts.requestedFrom);
    const shared = (await this.parts.shared?.gather(preferredAddress)) ?? [];
    const candidates = [...shared, ...this.sockets.flatMap((socket) => socket.candidates)];
    if (candidates.length === 0) throw new WebGearRtcError('WGR_NO_ICE_CANDIDATES', { retryAfterSeconds });
    if (this.session !== undefined && !this.ended.signal.aborted) {
      this.agent = new IceAgent(this.session, this.parts.remote, this.sockets);
      this.agent.start();
      this.agent.addCandidates(this.later.splice(0));
    }
    return candidates;
  }

  addCandidates(candidates: readonly OfferedCandidate[]): void {
    this.later.push(...offeredCandidates(candidates));
    this.agent?.addCandidates(this.later.splice(0));
  }

  async restart(restart: IceRestart): Promise<readonly LocalCandidate[]> {
    await this.gathering;
    const shared = (await this.parts.shared?.restart(restart)) ?? [];
    if (this.session !== undefined && !this.ended.signal.aborted) {
      const { remote } = restart;
      const former = this.agent;
      for (const socket of this.sockets) socket.createPermission?.(this.parts.requestedFrom);
      // Over the same sockets: the candidates stay what they are, and allocations at relays last.
      former?.close();
      this.agent = new IceAgent(
        this.session,
        { ...remote, candidates: offeredCandidates(remote.candidates) },
        this.sockets,
      );
      this.agent.start();
    }
    return [...shared, ...this.sockets.flatMap((socket) => socket.candidates)];
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    if (to.stream === undefined) this.parts.shared?.send(datagram, to);
    else to.stream.send([datagram]);
  }

  route(to: () => RemoteAddress | undefined): PacketRoute {
    return this.parts.shared?.route(to) ?? new DynamicRoute(nothingShared, to);
  }

  close(): Promise<void> {
    this.closing ??= this.release();
    return this.closing;
  }

  private async release(): Promise<void> {
    this.ended.abort();
    await Promise.all([this.parts.shared?.close(), this.gathering]);
    // close_notify is still on its way through promises of werift's, and a released allocation relays nothing.
    await new Promise((resolve) => setImmediate(resolve));
    this.agent?.close();
    await Promise.all(this.sockets.map((socket) => socket.close()));
    this.parts.onClosed(this);
  }
}

// Large enough to stay where it is while native code writes to it. All viewers make up their packets in the same: what is
// sent over a socket of their own is copied.
const memory = NativeMemory.allocate(2 ** 16);

/** Where there is no shared port, everything goes through the viewer's own sockets, and nothing before it has one. */
const nothingShared: SharedSockets = {
  ipv4: {
    sending: 'turn',
    writable: true,
    reserve: (bytes) => (bytes <= memory.length ? memory.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes)),
    send: () => undefined,
  },
};
