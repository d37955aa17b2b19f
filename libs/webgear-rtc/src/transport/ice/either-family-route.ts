import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import { isIpv6, type RemoteAddress } from './remote-address.js';

/** The route to a viewer that may be reached over IPv4 now and over IPv6 a moment later. */
export class EitherFamilyRoute implements PacketRoute {
  private reservedFrom: PacketRoute | undefined;

  /**
   * @param ipv4 by the socket of IPv4
   * @param ipv6 by that of IPv6
   * @param to where the viewer is now
   */
  constructor(
    private readonly ipv4: PacketRoute,
    private readonly ipv6: PacketRoute,
    private readonly to: () => RemoteAddress | undefined,
  ) {}

  get sending(): PacketRoute['sending'] {
    return this.route.sending;
  }

  get writable(): boolean {
    return this.route.writable;
  }

  reserve(bytes: number): Buffer {
    this.reservedFrom = this.route;
    return this.reservedFrom.reserve(bytes);
  }

  send(packets: Buffer, packetBytes: number): boolean {
    const { route } = this;
    // Memory of the other socket may be written to before this one has sent it.
    return route.send(route === this.reservedFrom ? packets : Buffer.from(packets), packetBytes);
  }

  private get route(): PacketRoute {
    return isIpv6(this.to()) ? this.ipv6 : this.ipv4;
  }
}
