import { parseIceServerUrl, type IceServerAddress } from '../../../options/ice-server-url.js';
import { urlsOf } from '../../../options/ice-servers.js';
import type { IceServer, IceTransportPolicy } from '../../../options/ice-server.interface.js';
import { SrflxSocket } from './srflx-socket.js';
import type { LocalCandidateSocket } from './local-candidate-socket.interface.js';
import { TurnAllocation } from './turn-allocation.js';

/** What to gather. */
export interface GatherOptions {
  readonly iceServers: readonly IceServer[];
  readonly iceTransportPolicy: IceTransportPolicy;
  /** Address of ours to open sockets on. */
  readonly bindAddress: string;
}

/**
 * Opens a socket and relays, as far as servers answer before they are given up. Never rejects: a server that does not answer is
 * left out.
 */
export async function gatherCandidates(
  options: GatherOptions,
  givenUp: AbortSignal,
): Promise<LocalCandidateSocket[]> {
  const { iceServers, iceTransportPolicy, bindAddress } = options;
  const relays = iceServers.map((server, place) => openRelay(server, { bindAddress, place, givenUp }));
  const direct = iceTransportPolicy === 'relay' ? undefined : openDirect(iceServers, bindAddress, givenUp);
  const sockets = await Promise.all([direct, ...relays]);
  return sockets.filter((socket) => socket !== undefined);
}

/** A socket without a reflexive address is still useful: it sends to addresses whose NAT lets answers in. */
async function openDirect(
  servers: readonly IceServer[],
  bindAddress: string,
  givenUp: AbortSignal,
): Promise<SrflxSocket | undefined> {
  // A TURN server answers what a STUN server does.
  const addresses = servers.flatMap(addressesOf).filter(({ transport }) => transport === 'udp');
  try {
    const socket = await SrflxSocket.open(bindAddress);
    await Promise.race([socket.askAll(addresses), aborted(givenUp)]);
    return socket;
  } catch {
    return undefined;
  }
}

/** The URLs of one entry name one server: the first that gives an allocation wins. */
async function openRelay(
  server: IceServer,
  where: { bindAddress: string; place: number; givenUp: AbortSignal },
): Promise<TurnAllocation | undefined> {
  const { username = '', credential = '' } = server;
  const won = new AbortController();
  const givenUp = AbortSignal.any([where.givenUp, won.signal]);
  const attempts = addressesOf(server)
    .filter(({ kind }) => kind === 'turn')
    .map((address) => TurnAllocation.open(address, { username, credential }, { ...where, givenUp }));
  try {
    const winner = await Promise.any(attempts);
    won.abort();
    for (const attempt of attempts) {
      attempt.then(
        (socket) => (socket === winner ? undefined : socket.close()),
        () => undefined,
      );
    }
    return winner;
  } catch {
    return undefined;
  }
}

function addressesOf(server: IceServer): IceServerAddress[] {
  return urlsOf(server)
    .map(parseIceServerUrl)
    .filter((address) => address !== undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
