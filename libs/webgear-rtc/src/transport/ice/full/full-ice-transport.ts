import { WebGearRtcError } from '../../../errors/webgear-rtc.error.js';
import { NativeMemory } from '../../native/native-memory.js';
import type { PacketRoute } from '../../../rtp/packet-route.interface.js';
import type { PeerTransport } from '../../peer-transport.interface.js';
import type { LocalCandidate } from '../local-candidate.interface.js';
import type { RemoteAddress } from '../remote-address.js';
import type { MuxedConnection } from '../mux-table.js';
import { DynamicRoute } from '../tcp/dynamic-route.js';
import { gatherCandidates, type GatherOptions } from './gather-candidates.js';
import { IceAgent, type RemoteIce } from './ice-agent.js';
import type { LocalCandidateSocket } from './local-candidate-socket.interface.js';

/** How long the answer to an offer may wait for STUN and TURN servers. */
const gatherMs = 2000;
const retryAfterSeconds = 5;

/** What a way through STUN and TURN servers is made of. */
export interface FullIceParts {
  readonly options: GatherOptions;
  readonly remote: RemoteIce;
  /** Address the viewer's request came from. */
  readonly requestedFrom?: string | undefined;
  /** The port all share, unless viewers are to come through relays alone. */
  readonly shared: PeerTransport | undefined;
  /** Called once when everything has been given back. */
  readonly onClosed: (transport: PeerTransport) => void;
}

/**
 * The way to a viewer where STUN and TURN servers are to help: through the port all share where that can be reached, with
 * all it can do, and else through a socket and relays of its own.
 */
export class FullIceTransport implements PeerTransport {
  readonly isLite = false;
  private readonly ended = new AbortController();
  private session: MuxedConnection | undefined;
  private ways: readonly LocalCandidateSocket[] = [];
  private gathering: Promise<unknown> | undefined;
  private agent: IceAgent | undefined;
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
    this.ways = await opening;
    clearTimeout(timer);
    for (const way of this.ways) way.expect?.(this.parts.requestedFrom);
    const shared = (await this.parts.shared?.gather(preferredAddress)) ?? [];
    const candidates = [...shared, ...this.ways.flatMap((way) => way.candidates)];
    if (candidates.length === 0) throw new WebGearRtcError('WGR_NO_ICE_CANDIDATES', { retryAfterSeconds });
    if (this.session !== undefined && !this.ended.signal.aborted) {
      this.agent = new IceAgent(this.session, this.parts.remote, this.ways);
      this.agent.start();
    }
    return candidates;
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    if (to.stream === undefined) this.parts.shared?.send(datagram, to);
    else to.stream.send([datagram]);
  }

  route(to: () => RemoteAddress | undefined): PacketRoute {
    return this.parts.shared?.route(to) ?? new DynamicRoute(nothingShared, to);
  }

  close(): Promise<void> {
    this.closing ??= this.giveBack();
    return this.closing;
  }

  private async giveBack(): Promise<void> {
    this.ended.abort();
    await Promise.all([this.parts.shared?.close(), this.gathering]);
    // A good-bye is on its way through promises of werift's, and an allocation that is given back passes on nothing.
    await new Promise((resolve) => setImmediate(resolve));
    this.agent?.close();
    await Promise.all(this.ways.map((way) => way.close()));
    this.parts.onClosed(this);
  }
}

// Large enough to stay where it is while native code writes to it. All viewers make up their packets in the same: what is
// sent over a way of their own is copied.
const memory = NativeMemory.allocate(2 ** 16);

/** Where there is no shared port, everything goes through the viewer's own ways, and nothing before it has one. */
const nothingShared: PacketRoute = {
  sending: 'turn',
  writable: true,
  reserve: (bytes) => (bytes <= memory.length ? memory.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes)),
  send: () => true,
};
