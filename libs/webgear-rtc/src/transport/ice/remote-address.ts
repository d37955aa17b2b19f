import type { PacketSending } from '../../rtp/packet-route.interface.js';

/** What carries datagrams to one place only: a TCP connection, or a way of one viewer's. */
export interface DatagramStream {
  /** What it sends with. */
  readonly sending: PacketSending;
  /** `false` while so much waits that more would only be late. */
  readonly writable: boolean;
  /** Sends datagrams, which may be overwritten afterwards. What cannot be sent any more is dropped. */
  send(datagrams: readonly Buffer[]): void;
  /** Ends it once what was sent has left. */
  close(): void;
}

/** Where a datagram came from or goes to. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
  /** What carries it there; left out for the UDP port all share. */
  readonly stream?: DatagramStream;
}

/** One string for one address, to look it up by. */
export function addressKey({ address, port, stream }: RemoteAddress): string {
  return `${stream === undefined ? 'udp' : 'tcp'}:${address}:${port}`;
}

/** Whether two are the same; also tells two ways of ours to the same address. Cheaper than two keys. */
export function isSameRemote(one: RemoteAddress, other: RemoteAddress): boolean {
  if (one.stream !== undefined || other.stream !== undefined) return one.stream === other.stream;
  return one.port === other.port && one.address === other.address;
}

/** Whether an address is one of IPv6. */
export function isIpv6(remote: Pick<RemoteAddress, 'address'> | undefined): boolean {
  return remote?.address.includes(':') === true;
}
