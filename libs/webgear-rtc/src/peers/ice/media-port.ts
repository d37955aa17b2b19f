import { createSocket, type Socket } from 'node:dgram';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { PacketRoute } from '../../rtp/packet-route.interface.js';
import { DatagramMemory, DatagramRoute } from './datagram-route.js';
import { SegmentedRoute, type SegmentedOutlet } from './segmented-route.js';
import type { RemoteAddress } from './remote-address.js';
import { SessionDirectory, type MuxedSession } from './session-directory.js';
import { FollowingRoute } from './tcp/following-route.js';
import { TcpPort } from './tcp/tcp-port.js';

const receiveBufferBytes = 2 ** 20;
const sendBufferBytes = 4 * 2 ** 20;

/** What a {@link MediaPort} may have besides its socket. */
export interface MediaPortSettings {
  /** Finds a quicker way out of the socket for media. */
  readonly openOutlet?: (socket: Socket) => Promise<SegmentedOutlet | undefined>;
  /** Whether to open the TCP port of the same number, if it is to be had. */
  readonly tcp?: boolean;
}

/** One UDP socket for all viewers of a process, and the TCP port of the same number beside it. */
export class MediaPort {
  private readonly memory: DatagramMemory;
  private outlet: SegmentedOutlet | undefined;
  private tcp: TcpPort | undefined;
  private closing: Promise<void> | undefined;
  /** What it is bound to, for UDP and TCP alike. */
  readonly number: number;

  private constructor(
    private readonly socket: Socket,
    private readonly directory: SessionDirectory,
  ) {
    this.memory = new DatagramMemory(socket);
    // Read once: an answer may be under way while the socket is closed, and a closed socket has no address.
    this.number = socket.address().port;
    socket.on('message', (datagram, from) => {
      directory.receive(datagram, from, (response) => this.send(response, from));
    });
    // A viewer that is gone makes the next send fail (ICMP port unreachable); its own time-out ends it.
    socket.on('error', () => undefined);
  }

  /**
   * Binds the port; 0 takes any free one.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`
   */
  static async bind(
    address: string,
    port: number,
    { openOutlet, tcp = false }: MediaPortSettings = {},
  ): Promise<MediaPort> {
    // All addresses are numbers, and the resolver's detour costs a tick per packet.
    const socket = createSocket({
      type: 'udp4',
      lookup: (hostname, _options, done) => done(null, hostname, 4),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (cause) => {
        const detail = { address, port, reason: cause.message };
        reject(new WebGearRtcError('WGR_UDP_PORT_UNAVAILABLE', detail, { cause }));
      });
      socket.bind(port, address, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    trySetBufferSizes(socket);
    const directory = new SessionDirectory();
    const opened = new MediaPort(socket, directory);
    opened.outlet = await openOutlet?.(socket);
    if (tcp) opened.tcp = await TcpPort.bind(address, opened.number, directory);
    return opened;
  }

  /** Datagrams that belonged to nobody or failed verification. */
  get datagramsDropped(): number {
    return this.directory.datagramsDropped;
  }

  /** Whether viewers can come over TCP too. */
  get hasTcp(): boolean {
    return this.tcp !== undefined;
  }

  register(session: MuxedSession): void {
    this.directory.register(session);
  }

  unregister(session: MuxedSession): void {
    this.directory.unregister(session);
  }

  send(datagram: Buffer, to: RemoteAddress): void {
    if (to.stream === undefined) this.socket.send(datagram, to.port, to.address);
    else to.stream.send([datagram]);
  }

  /** A way for media to a viewer, wherever it is at the time. */
  route(to: () => RemoteAddress | undefined): PacketRoute {
    const datagrams = new DatagramRoute(this.socket, this.memory, to);
    const quickest = this.outlet === undefined ? datagrams : new SegmentedRoute(this.outlet, datagrams, to);
    return new FollowingRoute(quickest, to);
  }

  /** Resolves when the port is free again. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  private async free(): Promise<void> {
    this.directory.clear();
    // Its number may be another file's as soon as the socket is closed.
    this.outlet?.close();
    await Promise.all([
      this.tcp?.close(),
      new Promise<void>((resolve) => this.socket.close(() => resolve())),
    ]);
  }
}

function trySetBufferSizes(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
    socket.setSendBufferSize(sendBufferBytes);
  } catch {
    // The system allows less; it then keeps its own size.
  }
}
