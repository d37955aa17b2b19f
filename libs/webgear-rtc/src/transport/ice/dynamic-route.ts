import type { GsoSocket } from '../native/gso-socket.js';
import type { PacketRoute, PacketSending } from '../../rtp/packet-route.interface.js';
import type { DatagramSocket } from './datagram-socket.js';
import { isIpv6, type DatagramStream, type RemoteAddress } from './remote-address.js';

/** The sockets all viewers share. */
export interface SharedSockets {
  readonly ipv4: Pick<DatagramSocket, keyof DatagramSocket>;
  readonly ipv6?: Pick<DatagramSocket, keyof DatagramSocket> | undefined;
  /** That of IPv4 again, with one system call for many packets; left out where the system has none. */
  readonly gso?: Pick<GsoSocket, 'memory' | 'writable' | 'send'> | undefined;
  /** Told that something was sent. */
  readonly noteSent?: () => void;
}

/**
 * The route of media to one peer, whose selected pair may change: between addresses, between IPv4 and IPv6, and between UDP,
 * TCP and a relay. What sends to it is chosen when the pair changes, not for each packet.
 */
export class DynamicRoute implements PacketRoute {
  private remote: RemoteAddress | undefined;
  private stream: DatagramStream | undefined;
  private socket: SharedSockets['ipv4'];
  private gso: SharedSockets['gso'];
  /** The newest UDP address, and the same in the form that {@link GsoSocket.send} takes. */
  private udp: RemoteAddress | undefined;
  private readonly gsoTarget = Buffer.alloc(6);

  /** @param to where the viewer is now; another object when that changes */
  constructor(
    private readonly sockets: SharedSockets,
    private readonly to: () => RemoteAddress | undefined,
  ) {
    this.socket = sockets.ipv4;
    this.gso = sockets.gso;
  }

  get sending(): PacketSending {
    this.follow();
    if (this.stream !== undefined) return this.stream.sending;
    return this.gso === undefined ? this.socket.sending : 'udp-gso';
  }

  get writable(): boolean {
    this.follow();
    return (this.stream ?? this.gso ?? this.socket).writable;
  }

  reserve(bytes: number): Buffer {
    this.follow();
    const { gso } = this;
    return gso !== undefined && bytes <= gso.memory.length
      ? gso.memory.subarray(0, bytes)
      : this.socket.reserve(bytes);
  }

  send(packets: Buffer, packetBytes: number): boolean {
    const { remote, stream, gso, socket } = this;
    if (remote === undefined) return true;
    this.sockets.noteSent?.();
    if (stream !== undefined) {
      stream.send(cut(packets, packetBytes));
      return true;
    }
    if (gso === undefined) {
      socket.send(packets, packetBytes, remote);
      return true;
    }
    const result = gso.send(this.gsoTarget, packets, packetBytes);
    if (result !== 'refused') return result === 'sent';
    // The path takes no such calls: it goes through a tunnel, or has a small MTU.
    this.gso = undefined;
    // The system may keep what it is given here for a while, so it must be memory that nobody writes to.
    socket.send(Buffer.from(packets), packetBytes, remote);
    return true;
  }

  /** Only before packets are made up: their memory is that of the socket they are sent with. */
  private follow(): void {
    const to = this.to();
    if (to === this.remote) return;
    this.remote = to;
    this.stream = to?.stream;
    if (to === undefined || to.stream !== undefined) return;
    const isMoved = to.address !== this.udp?.address || to.port !== this.udp.port;
    this.udp = to;
    if (!isMoved) return;
    const { ipv4, ipv6, gso } = this.sockets;
    const usesIpv6 = ipv6 !== undefined && isIpv6(to);
    this.socket = usesIpv6 ? ipv6 : ipv4;
    // A viewer that is somewhere else has another path, which may take what the last did not.
    this.gso = usesIpv6 ? undefined : gso;
    if (this.gso !== undefined) writeIpv4(to, this.gsoTarget);
  }
}

function cut(packets: Buffer, packetBytes: number): Buffer[] {
  const datagrams: Buffer[] = [];
  for (let start = 0; start < packets.length; start += packetBytes) {
    datagrams.push(packets.subarray(start, Math.min(start + packetBytes, packets.length)));
  }
  return datagrams;
}

function writeIpv4({ address, port }: RemoteAddress, target: Buffer): void {
  address.split('.').forEach((octet, at) => (target[at] = Number(octet)));
  target.writeUInt16BE(port, 4);
}
