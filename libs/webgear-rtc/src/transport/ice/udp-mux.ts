import type { Socket } from 'node:dgram';
import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import type { GsoSocket } from '../native/gso-socket.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { DatagramReading, type BatchedReader } from './datagram-reading.js';
import { DatagramSocket } from './datagram-socket.js';
import { DynamicRoute, type SharedSockets } from './dynamic-route.js';
import { isIpv6, type RemoteAddress } from './remote-address.js';
import { MuxTable, type MuxedConnection } from './mux-table.js';
import { TcpPort } from './tcp/tcp-port.js';
import { bindUdpSocket } from './udp-socket.js';

const anyIpv4 = '0.0.0.0';
const anyIpv6 = '::';

/** What a {@link UdpMux} may have besides its socket. */
export interface UdpMuxSettings {
  /** Finds a quicker way out of the socket for media. */
  readonly openGsoSocket?: (socket: Socket) => Promise<GsoSocket | undefined>;
  /** Finds what reads all that waits in the socket at once. */
  readonly openReader?: (socket: Socket) => Promise<BatchedReader | undefined>;
  /** Whether to open the TCP port of the same number, if it is to be had. */
  readonly tcp?: boolean;
}

/**
 * One UDP socket for all viewers of a process, and beside it, under the same number, one of IPv6 where the system has it and
 * no single address was asked for, and the TCP ports.
 */
export class UdpMux {
  private gsoSocket: GsoSocket | undefined;
  private tcp: readonly TcpPort[] = [];
  private ipv6: Socket | undefined;
  private shared: SharedSockets;
  private reading: DatagramReading | undefined;
  private closing: Promise<void> | undefined;
  /** What it is bound to, for UDP and TCP alike. */
  readonly number: number;

  private constructor(
    private readonly socket: Socket,
    private readonly directory: MuxTable,
  ) {
    this.shared = { ipv4: new DatagramSocket(socket) };
    // Read once: an answer may be under way while the socket is closed, and a closed socket has no address.
    this.number = socket.address().port;
    socket.on('message', (datagram, from) => {
      if (this.reading === undefined) this.receive(datagram, from);
      else this.reading.receive(datagram, from);
    });
  }

  /**
   * Binds the port; 0 takes any free one.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async bind(
    address: string,
    port: number,
    { openGsoSocket, openReader, tcp = false }: UdpMuxSettings = {},
  ): Promise<UdpMux> {
    const socket = await bindUdpSocket(4, address, port);
    const directory = new MuxTable();
    const opened = new UdpMux(socket, directory);
    opened.gsoSocket = await openGsoSocket?.(socket);
    opened.shared = { ...opened.shared, gso: opened.gsoSocket };
    const reader = await openReader?.(socket);
    if (reader !== undefined) {
      const reading = new DatagramReading(reader, new SystemCaptureClock(), (...received) =>
        opened.receive(...received),
      );
      opened.reading = reading;
      opened.shared = { ...opened.shared, noteSent: () => reading.noteSent() };
    }
    if (address === anyIpv4) await opened.addIpv6();
    if (tcp) {
      const addresses = [address, ...(opened.hasIpv6 ? [anyIpv6] : [])];
      const ports = addresses.map((each) => TcpPort.bind(each, opened.number, directory));
      opened.tcp = (await Promise.all(ports)).filter((each) => each !== undefined);
    }
    return opened;
  }

  /** Datagrams that belonged to nobody or failed verification. */
  get datagramsDropped(): number {
    return this.directory.datagramsDropped;
  }

  /** Whether viewers can come over TCP too. */
  get hasTcp(): boolean {
    return this.tcp.length > 0;
  }

  /** Whether viewers can come over IPv6 too. */
  get hasIpv6(): boolean {
    return this.ipv6 !== undefined;
  }

  /** Whether what comes is handed over many at once: then nothing is to be gained by collecting it. */
  get readsTogether(): boolean {
    return this.reading?.isBatched === true;
  }

  register(session: MuxedConnection): void {
    this.reading?.expectConnection();
    this.directory.register(session);
  }

  /** See {@link MuxTable.rename}. */
  rename(session: MuxedConnection, formerUsernameFragment: string): void {
    this.directory.rename(session, formerUsernameFragment);
  }

  unregister(session: MuxedConnection): void {
    this.directory.unregister(session);
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    if (to.stream !== undefined) return to.stream.send([datagram]);
    const socket = isIpv6(to) ? this.ipv6 : this.socket;
    socket?.send(datagram, to.port, to.address);
  }

  /** A way for media to a viewer, wherever it is at the time. */
  route(to: () => RemoteAddress | undefined): PacketRoute {
    return new DynamicRoute(this.shared, to);
  }

  /** Resolves when the port is free again. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  private async free(): Promise<void> {
    this.directory.clear();
    this.reading?.close();
    // Its number may be another file's as soon as the socket is closed.
    this.gsoSocket?.close();
    const sockets = [this.socket, ...(this.ipv6 === undefined ? [] : [this.ipv6])];
    await Promise.all([
      ...this.tcp.map((port) => port.close()),
      ...sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))),
    ]);
  }

  private receive(datagram: Buffer, from: RemoteAddress): void {
    this.directory.receive(datagram, from, (response) => this.send(response, from));
  }

  /** A system without IPv6, or where the number is taken there, has IPv4 alone. */
  private async addIpv6(): Promise<void> {
    const socket = await bindUdpSocket(6, anyIpv6, this.number).catch(() => undefined);
    if (socket === undefined) return;
    this.ipv6 = socket;
    this.shared = { ...this.shared, ipv6: new DatagramSocket(socket) };
    socket.on('message', (datagram, from) => this.receive(datagram, from));
  }
}
