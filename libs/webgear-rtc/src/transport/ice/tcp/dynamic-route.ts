import type { PacketRoute } from '../../../rtp/packet-route.interface.js';
import type { RemoteAddress } from '../remote-address.js';

/** The route to a peer whose selected pair may change between UDP and TCP or a relay. */
export class DynamicRoute implements PacketRoute {
  /**
   * @param datagrams the route over the shared UDP port
   * @param to where the viewer is now
   */
  constructor(
    private readonly datagrams: PacketRoute,
    private readonly to: () => RemoteAddress | undefined,
  ) {}

  get sending(): PacketRoute['sending'] {
    return this.to()?.stream?.sending ?? this.datagrams.sending;
  }

  get writable(): boolean {
    return this.to()?.stream?.writable ?? this.datagrams.writable;
  }

  reserve(bytes: number): Buffer {
    return this.datagrams.reserve(bytes);
  }

  send(packets: Buffer, packetBytes: number): boolean {
    const stream = this.to()?.stream;
    if (stream === undefined) return this.datagrams.send(packets, packetBytes);
    const datagrams: Buffer[] = [];
    for (let start = 0; start < packets.length; start += packetBytes) {
      datagrams.push(packets.subarray(start, Math.min(start + packetBytes, packets.length)));
    }
    stream.send(datagrams);
    return true;
  }
}
