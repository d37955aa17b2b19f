import { CandidatePairState, Connection, parseMessage, type Candidate, type CandidatePair } from 'werift';
import type { RemoteAddress } from '../remote-address.js';
import type { MuxedConnection } from '../mux-table.js';
import { readBindingRequest, respondToBinding } from '../stun-responder.js';
import { AgentPath } from './agent-path.js';
import type { LocalCandidateSocket, WeriftAddress } from './local-candidate-socket.interface.js';
import { isInside, mostCandidates } from './offered-candidates.js';

/** The viewer's half, from its offer. */
export interface RemoteIce {
  readonly usernameFragment: string;
  readonly password: string;
  readonly candidates: readonly Candidate[];
}

// As at the port all share: more addresses under one password are an attack.
const mostAddresses = 32;
const response = 0x0100;
const headerBytes = 20;

/**
 * The connectivity checks of one peer over its own sockets: werift's agent, behind a packet filter.
 *
 * werift answers unsigned checks, delivers data from any address, and keeps the transaction id of every check for the life of the
 * session. So the filter verifies, answers, and shows werift only those checks that change something.
 */
export class IceAgent {
  private readonly connection: Connection;
  private readonly addresses = new Map<string, RemoteAddress & { readonly stream: AgentPath }>();
  private hasConsent = true;
  private isClosed = false;
  private candidatesAdded = 0;

  constructor(
    private readonly session: MuxedConnection,
    private readonly remote: RemoteIce,
    private readonly sockets: readonly LocalCandidateSocket[],
  ) {
    this.connection = new Connection(false, {
      // A relay's server knows whom it may not reach; a socket of ours would reach all that we can.
      filterCandidatePair: ({ protocol, remoteCandidate }) =>
        protocol.type === 'turn' || !isInside(remoteCandidate.host),
    });
    // Its own have 16 and 88 bits; at least 24 and 128 are asked for (RFC 8445, 5.3).
    this.connection.localUsername = session.usernameFragment;
    this.connection.localPassword = session.password;
    this.connection.localCandidatesEnd = true;
    this.connection.stateChanged.subscribe((state) => this.followConsent(state));
    this.connection['protocols'].push(...sockets.map(({ protocol }) => protocol));
    for (const socket of sockets) socket.setFilter((datagram, from) => this.receive(socket, datagram, from));
  }

  /** Starts the checks, which also open NATs and relays for the checks of the peer. */
  start(): void {
    this.connection.setRemoteParams({ ...this.remote, iceLite: false });
    this.addCandidates(this.remote.candidates);
    // It rejects when nothing was found before it was closed.
    this.connection.connect().catch(() => undefined);
  }

  /** Takes further addresses of the viewer; only so many, since each is sent checks. */
  addCandidates(candidates: readonly Candidate[]): void {
    if (this.isClosed) return;
    const room = mostCandidates - this.candidatesAdded;
    this.candidatesAdded += Math.min(room, candidates.length);
    for (const candidate of candidates.slice(0, room)) void this.connection.addRemoteCandidate(candidate);
  }

  /** Ends the checks; the sockets are not closed. */
  close(): void {
    this.hasConsent = false;
    this.isClosed = true;
    this.connection['protocols'].length = 0;
    void this.connection.close();
  }

  private receive(socket: LocalCandidateSocket, datagram: Buffer, from: WeriftAddress): boolean {
    if (this.isClosed) return true;
    // The first byte tells STUN (0-3) from DTLS (20-63) and SRTCP (128-191) (RFC 7983, 7).
    if ((datagram[0] ?? 255) <= 3) return this.receiveStun(socket, datagram, from);
    const known = this.addresses.get(this.keyOf(socket, from));
    if (known !== undefined) this.session.handleDatagram(datagram, known);
    return true;
  }

  private receiveStun(socket: LocalCandidateSocket, datagram: Buffer, from: WeriftAddress): boolean {
    if (datagram.length >= headerBytes && (datagram.readUInt16BE(0) & response) !== 0) {
      // What werift or the session asked has numbers that nobody can guess, and only the latter knows its own.
      const asked = this.addresses.get(this.keyOf(socket, from));
      if (asked !== undefined) this.session.handleBindingResponse?.(datagram, asked);
      return false;
    }
    const [address, port] = from;
    const request = readBindingRequest(datagram);
    if (request?.localUsernameFragment !== this.session.usernameFragment || port === 0) return true;
    const verified = respondToBinding(datagram, this.session.password, { address, port });
    const known = verified && this.admit(socket, from);
    if (verified === undefined || known === undefined) return true;
    const { nominated, transactionId } = verified;
    if (this.session.handleBinding(known, nominated, transactionId) === false) {
      this.forgetUnheard(socket, from, known);
      return true;
    }
    known.stream.isHeard = true;
    known.stream.answer(verified.response);
    this.followCheck(socket, datagram, from, nominated);
    return true;
  }

  private admit(
    socket: LocalCandidateSocket,
    from: WeriftAddress,
  ): (RemoteAddress & { stream: AgentPath }) | undefined {
    const key = this.keyOf(socket, from);
    const known = this.addresses.get(key);
    if (known !== undefined || this.addresses.size >= mostAddresses) return known;
    const [address, port] = from;
    const added = { address, port, stream: new AgentPath(socket, from, () => this.hasConsent) };
    this.addresses.set(key, added);
    return added;
  }

  /** An address that only ever sent what others had recorded is none of the viewer's. */
  private forgetUnheard(
    socket: LocalCandidateSocket,
    from: WeriftAddress,
    known: { readonly stream: AgentPath },
  ): void {
    if (!known.stream.isHeard) this.addresses.delete(this.keyOf(socket, from));
  }

  /** Has werift check an address that it does not know yet, and keep to the pair that the viewer has chosen last. */
  private followCheck(
    socket: LocalCandidateSocket,
    datagram: Buffer,
    from: WeriftAddress,
    nominated: boolean,
  ): void {
    const { connection } = this;
    const pair = this.pairOf(socket, from);
    const isNews = pair?.state !== CandidatePairState.SUCCEEDED || connection.nominated === undefined;
    if (isNews) {
      const message = parseMessage(datagram);
      if (message !== undefined) connection.checkIncoming(message, from, socket.protocol);
      this.pairOf(socket, from)?.['requestTransactionIds'].clear();
    } else if (nominated) {
      // A browser that has found a better pair than the relay nominates it here; werift stays with the first.
      connection.nominated = pair;
    }
    if (connection.nominated !== undefined) this.hasConsent = true;
  }

  private pairOf(socket: LocalCandidateSocket, [address, port]: WeriftAddress): CandidatePair | undefined {
    return this.connection.checkList.find(
      ({ protocol, remoteCandidate: { host, port: itsPort } }) =>
        protocol === socket.protocol && host === address && itsPort === port,
    );
  }

  /** A viewer that answers no check for half a minute is sent nothing more, until it chooses again (RFC 7675, 5.1). */
  private followConsent(state: Connection['state']): void {
    if (state !== 'failed') return;
    this.hasConsent = false;
    this.connection.resetNominatedPair();
    this.connection.state = 'completed';
  }

  private keyOf(socket: LocalCandidateSocket, [address, port]: WeriftAddress): string {
    return `${this.sockets.indexOf(socket)} ${address} ${port}`;
  }
}
