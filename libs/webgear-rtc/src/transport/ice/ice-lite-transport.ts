import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import type { IceRestart, PeerTransport } from '../peer-transport.interface.js';
import type { AnnouncedAddresses } from './announced-addresses.js';
import { hostAddresses, hostCandidates, type LocalCandidate } from './host-candidates.js';
import type { UdpMux } from './udp-mux.js';
import type { RemoteAddress } from './remote-address.js';
import type { MuxedConnection } from './mux-table.js';

/** The transport of a peer over the shared UDP mux: an ICE-lite agent, whose candidates are known beforehand. */
export class IceLiteTransport implements PeerTransport {
  readonly isLite = true;
  private session: MuxedConnection | undefined;

  constructor(
    private readonly port: UdpMux,
    private readonly boundAddress: string,
    private readonly announced: AnnouncedAddresses,
  ) {}

  open(session: MuxedConnection): void {
    this.session = session;
    this.port.register(session);
  }

  async gather(preferredAddress: string | undefined): Promise<readonly LocalCandidate[]> {
    const ipv6 = this.port.hasIpv6;
    const announcedAddresses = await this.announced.current();
    const { boundAddress } = this;
    const addresses = hostAddresses({ boundAddress, announcedAddresses, ipv6, preferredAddress });
    return hostCandidates(addresses, this.port.number, this.port.hasTcp);
  }

  /** The viewer alone looks for the way: where it is, is known by its checks. */
  addCandidates(): void {}

  restart({ formerUsernameFragment, preferredAddress }: IceRestart): Promise<readonly LocalCandidate[]> {
    if (this.session !== undefined) this.port.rename(this.session, formerUsernameFragment);
    return this.gather(preferredAddress);
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    this.port.send(datagram, to);
  }

  route(to: () => RemoteAddress | undefined): PacketRoute {
    return this.port.route(to);
  }

  async close(): Promise<void> {
    if (this.session !== undefined) this.port.unregister(this.session);
  }
}
