import { networkInterfaces } from 'node:os';
import type { AnnouncedAddress } from '../../options/announced-address.js';

/** Where to find the addresses of this machine. */
export interface HostAddressOptions {
  /** Addresses to announce instead of this machine's own: what a container or a NAT shows to the outside. */
  readonly announcedAddresses: readonly AnnouncedAddress[];
  /** Address the UDP socket is bound to; anything but 0.0.0.0 is the only one that works. */
  readonly boundAddress: string;
  /** Address of ours the viewer's request reached, best guess for where its media can. */
  readonly preferredAddress?: string | undefined;
  /** Whether IPv6 is to be announced too; off by default. */
  readonly ipv6?: boolean;
}

// Good only together with the name of an interface, which is another on each machine (RFC 4291, 2.5.6).
const linkLocal = /^fe[89ab]/i;

/** Networks of containers and virtual machines: from outside nobody gets there, and each costs a viewer checks. */
const virtualInterface = /^(?:docker\d|br-[\da-f]{12}$|veth|virbr\d|podman\d|cni\d|lxcbr\d|lxdbr\d)/;

/** The addresses to announce, best first: that of the request, then IPv4, then IPv6. */
export function hostAddresses(
  options: HostAddressOptions,
  interfaces = networkInterfaces(),
): readonly AnnouncedAddress[] {
  if (options.announcedAddresses.length > 0) return options.announcedAddresses;
  if (options.boundAddress !== '0.0.0.0') return [{ host: options.boundAddress }];
  const families = options.ipv6 === true ? ['IPv4', 'IPv6'] : ['IPv4'];
  const asked = options.preferredAddress?.replace(/^::ffff:/, '');
  const preferred = options.ipv6 === true ? asked : asked?.replace(/^::1$/, '127.0.0.1');
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    // A viewer in a container reaches us there, and says so by its request.
    addresses.filter(({ address }) => !virtualInterface.test(name) || address === preferred),
  );
  const own = families.flatMap((family) =>
    all
      .filter((each) => each.family === family && !each.internal && !linkLocal.test(each.address))
      .map(({ address }) => address),
  );
  // The loopback address is of use only to a viewer on this machine, and that is who asked over loopback.
  const isLocal = preferred === undefined || preferred === '::1' || preferred.startsWith('127.');
  const loopback =
    isLocal || own.length === 0 ? ['127.0.0.1', ...(options.ipv6 === true ? ['::1'] : [])] : [];
  return [...own, ...loopback]
    .toSorted((a, b) => Number(b === preferred) - Number(a === preferred))
    .map((host) => ({ host }));
}

const udpTypePreference = 126;
/** Below that of UDP, which waits for no lost packet (RFC 6544, 4.2). */
const tcpTypePreference = 90;
/** That of the passive side, above which there is the preference among addresses (RFC 6544, 4.2). */
const passivePreference = 4 * 2 ** 13;

/**
 * Candidates of these addresses; an earlier one gets a higher priority (RFC 8445, 5.1.2.1).
 *
 * @param boundPort the port of those that name none
 * @param withTcp whether each can be reached over TCP too
 */
export function hostCandidates(
  addresses: readonly AnnouncedAddress[],
  boundPort: number,
  withTcp = false,
): LocalCandidate[] {
  const udp = addresses.map(({ host: address, port = boundPort }, index) => {
    const priority = udpTypePreference * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
    return { address, port, sdp: `${index + 1} 1 udp ${priority} ${address} ${port} typ host` };
  });
  const tcp = addresses.map(({ host: address, port = boundPort }, index) => {
    const localPreference = passivePreference + (2 ** 13 - 1 - index);
    const priority = tcpTypePreference * 2 ** 24 + localPreference * 2 ** 8 + 255;
    const foundation = addresses.length + index + 1;
    const sdp = `${foundation} 1 tcp ${priority} ${address} ${port} typ host tcptype passive`;
    return { address, port, sdp };
  });
  return withTcp ? [...udp, ...tcp] : udp;
}

/** One way to reach us, as an answer tells it. */
export interface LocalCandidate {
  readonly address: string;
  readonly port: number;
  /** Its form behind `a=candidate:` (RFC 8839, 5.1). */
  readonly sdp: string;
}
