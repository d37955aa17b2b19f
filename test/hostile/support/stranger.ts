import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A host on the network that is no viewer: a port that sends, and counts what comes back. */
export class Stranger implements Disposable {
  receivedBytes = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly serverPort: number,
  ) {
    socket.on('message', ({ length }) => (this.receivedBytes += length));
  }

  static async open(serverPort: number): Promise<Stranger> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Stranger(socket, serverPort);
  }

  send(...datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams) this.socket.send(datagram, this.serverPort, '127.0.0.1');
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }
}
