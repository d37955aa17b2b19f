import { createSocket, type Socket } from 'node:dgram';
import type { TurnProtocol } from 'werift';

/** What werift sends and receives through. */
export type WeriftTransport = TurnProtocol['transport'];

/**
 * A UDP socket for werift. Its own one has no listener for errors, so that a machine without free sockets would end the
 * process, and asks the resolver about each packet.
 */
export class DatagramTransport implements WeriftTransport {
  readonly type = 'udp';
  closed = false;
  onData: WeriftTransport['onData'] = () => undefined;

  private constructor(
    private readonly socket: Socket,
    readonly addressFamily: 4 | 6,
  ) {
    socket.on('message', (datagram, { address, port }) => this.onData(datagram, [address, port]));
    socket.on('error', () => undefined);
  }

  /** Binds any free port. Rejects when there is none. */
  static async bind(family: 4 | 6, address: string): Promise<DatagramTransport> {
    const socket = createSocket({
      type: family === 4 ? 'udp4' : 'udp6',
      lookup: (hostname, _options, done) => done(null, hostname, family),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, address, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    return new DatagramTransport(socket, family);
  }

  get address(): ReturnType<Socket['address']> {
    return this.socket.address();
  }

  send: WeriftTransport['send'] = async (datagram, to) => {
    if (!this.closed && to !== undefined) this.socket.send(datagram, to[1], to[0]);
  };

  close: WeriftTransport['close'] = async () => {
    if (this.closed) return;
    this.closed = true;
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  };
}
