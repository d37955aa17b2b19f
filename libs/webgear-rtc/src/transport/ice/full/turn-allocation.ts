import { isIPv4, isIPv6 } from 'node:net';
import { Candidate, classes, Message, methods, StunOverTurnProtocol, TurnProtocol } from 'werift';
import type { IceServerAddress } from '../../../options/ice-server-url.js';
import type { LocalCandidate } from '../host-candidates.js';
import { indirectCandidate } from './candidate-line.js';
import { DatagramTransport, type WeriftTransport } from './datagram-transport.js';
import type { PacketFilter, LocalCandidateSocket } from './local-candidate-socket.interface.js';
import { StreamTransport } from './stream-transport.js';

const lifetimeSeconds = 600;
/** A permission lasts five minutes, and binding a channel renews it (RFC 8656, 9 and 12). */
const channelRefreshSeconds = 240;
/** A permission is for an address, with all its ports. */
const anyPort = 9;
/** How long a server may take to take an allocation back. If it does not, it ends by itself. */
const releaseTimeoutMs = 500;

/** Who we are to a TURN server. */
export interface TurnAccount {
  readonly username: string;
  readonly credential: string;
}

/** An address at a TURN server that passes on to us what comes there. */
export class TurnAllocation implements LocalCandidateSocket {
  readonly sending = 'turn';
  readonly protocol: StunOverTurnProtocol;
  readonly candidates: readonly LocalCandidate[];
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly turn: TurnProtocol,
    place: number,
  ) {
    this.protocol = new StunOverTurnProtocol(turn);
    const [address, port] = turn.relayedAddress;
    this.protocol.localCandidate = new Candidate('relay', 1, 'udp', 0, address, port, 'relay');
    this.candidates = [indirectCandidate('relay', turn.relayedAddress, place)];
  }

  /**
   * Asks for an address. Rejects when there is none to be had, and when it is given up.
   *
   * @param bindAddress address of ours to ask from
   * @param place how many relays the viewer is told of before it
   */
  static async open(
    server: IceServerAddress,
    { username, credential }: TurnAccount,
    { bindAddress, place, givenUp }: { bindAddress: string; place: number; givenUp: AbortSignal },
  ): Promise<TurnAllocation> {
    const transport = await connect(server, bindAddress, givenUp);
    const options = { channelRefreshTime: channelRefreshSeconds };
    const address = [server.host, server.port] as const;
    const turn = new TurnProtocol(address, username, credential, lifetimeSeconds, transport, options);
    const allocated = turn.connectionMade();
    hearServerOnly(turn);
    try {
      await untilGivenUp(allocated, givenUp);
    } catch (error) {
      allocated.catch(() => undefined);
      await end(turn);
      throw error;
    }
    return new TurnAllocation(turn, place);
  }

  setFilter(filter: PacketFilter): void {
    const { onData } = this.turn;
    const deliver = onData.execute;
    onData.execute = (datagram, from) => {
      if (!filter(datagram, from)) deliver(datagram, from);
    };
  }

  /**
   * A page offers without waiting for its own addresses. It will come from where its request came from, or through a relay
   * of its own, which mostly is at the same server.
   */
  createPermission(address: string | undefined): void {
    const known = [address?.replace(/^::ffff:/, '') ?? '', this.turn.relayedAddress[0]];
    for (const peer of known.filter((word) => isIPv4(word))) {
      // The server may refuse.
      this.turn.getPermission([peer, anyPort]).catch(() => undefined);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.release();
    return this.closing;
  }

  /** Without this an allocation counts against the account for ten more minutes (RFC 8656, 7). */
  private async release(): Promise<void> {
    const release = new Message(methods.REFRESH, classes.REQUEST).setAttribute('LIFETIME', 0);
    await this.turn
      .requestWithRetry(release, this.turn.server, AbortSignal.timeout(releaseTimeoutMs))
      .catch(() => undefined);
    await this.protocol.close();
    await end(this.turn);
  }
}

async function connect(
  server: IceServerAddress,
  bindAddress: string,
  givenUp: AbortSignal,
): Promise<WeriftTransport> {
  if (server.transport !== 'udp') return StreamTransport.connect(server, givenUp);
  return isIPv6(server.host) ? DatagramTransport.bind(6, '::') : DatagramTransport.bind(4, bindAddress);
}

/** werift takes what calls itself relayed data from anybody who sends it. */
function hearServerOnly(turn: TurnProtocol): void {
  const { transport } = turn;
  if (transport.type !== 'udp') return;
  const deliver = transport.onData;
  transport.onData = (datagram, from) => {
    const server = turn.serverEndpoint;
    if (server !== undefined && from[0] === server[0] && from[1] === server[1]) deliver(datagram, from);
  };
}

async function untilGivenUp(work: Promise<void>, givenUp: AbortSignal): Promise<void> {
  let abandon: () => void = () => undefined;
  const abandoned = new Promise<never>((_resolve, reject) => {
    abandon = () => reject(new Error('it was given up'));
    if (givenUp.aborted) abandon();
    givenUp.addEventListener('abort', abandon, { once: true });
  });
  try {
    await Promise.race([work, abandoned]);
  } finally {
    givenUp.removeEventListener('abort', abandon);
  }
}

/** werift leaves what it still asks for running, each for six seconds. */
async function end(turn: TurnProtocol): Promise<void> {
  for (const transaction of Object.values(turn.transactions)) transaction.cancel();
  await turn.close();
}
