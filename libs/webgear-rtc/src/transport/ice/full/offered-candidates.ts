import { BlockList, isIP } from 'node:net';
import { Candidate } from 'werift';
import type { OfferedCandidate } from '../offered-candidate.js';

/** A browser has a few networks, and for each an address, its router's and a relay's. */
export const mostCandidates = 16;
/** Below it are the services of systems. No browser has its socket there. */
const firstPort = 1024;

/** Nowhere a single viewer could be. */
const nowhere = blockList(['0.0.0.0/8', '224.0.0.0/3'], ['::/128', 'ff00::/8']);
/** This machine and the networks it is in: a viewer there reaches us by itself. */
const inside = blockList(
  ['10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ['::1/128', 'fc00::/7', 'fe80::/10'],
);

/**
 * Which of the addresses that an offer names may be sent checks.
 *
 * An offer can name any address, and we would send there. So only few are taken, over UDP, and none by name: looking up a
 * `.local` name would ask everybody in the network, and takes seconds (RFC 8828, 5.2).
 */
export function offeredCandidates(offered: readonly OfferedCandidate[]): Candidate[] {
  return offered
    .filter(
      ({ component, protocol, ip, port, type }) =>
        component === 1 &&
        protocol.toLowerCase() === 'udp' &&
        ['host', 'srflx', 'relay'].includes(type) &&
        port >= firstPort &&
        isIP(ip) !== 0 &&
        !contains(nowhere, ip),
    )
    .slice(0, mostCandidates)
    .map(
      ({ foundation, component, priority, ip, port, type }) =>
        new Candidate(foundation, component, 'udp', priority, ip, port, type),
    );
}

/** Whether an address is in our own network, to which no viewer can have us send what it did not send from there itself. */
export function isInside(address: string): boolean {
  return contains(inside, address);
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  const add = (networks: readonly string[], family: 'ipv4' | 'ipv6'): void => {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      list.addSubnet(address, Number(bits), family);
    }
  };
  add(ipv4, 'ipv4');
  add(ipv6, 'ipv6');
  return list;
}
