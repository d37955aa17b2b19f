import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { LoopbackAddress } from '../../support/udp-relay.js';
import type { WatchedServer } from './watched-server.js';

/** A host on the network that is no viewer: a port that sends, and counts what comes back. */
export class Stranger implements Disposable {
  receivedBytes = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly serverPort: number,
    private readonly address: LoopbackAddress,
  ) {
    socket.on('message', ({ length }) => (this.receivedBytes += length));
  }

  static async open({ port, address }: Pick<WatchedServer, 'port' | 'address'>): Promise<Stranger> {
    const socket = createSocket(address === '::1' ? 'udp6' : 'udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    return new Stranger(socket, port, address);
  }

  send(...datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams) this.socket.send(datagram, this.serverPort, this.address);
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }
}
