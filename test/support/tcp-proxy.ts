import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What stands between a browser and the server, and fails as proxies and networks do. */
export class TcpProxy implements Disposable {
  private readonly sockets = new Set<Socket>();
  private readonly downstream = new Set<Socket>();
  private isHolding = false;
  private isRefusing = false;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: () => number,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  /** @param targetPort of the server, on the loopback address */
  static async start(targetPort: () => number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, targetPort);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Ends all connections there are. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets nothing more pass on the connections there are, and keeps them open. Later ones pass. */
  holdSilently(): void {
    for (const socket of this.downstream) {
      socket.removeAllListeners('data');
      socket.pause();
    }
  }

  /** Keeps later connections waiting as well, or not any more. */
  set holdsNewOnes(holds: boolean) {
    this.isHolding = holds;
  }

  /** Refuses later connections, or not any more. */
  set refusesNewOnes(refuses: boolean) {
    this.isRefusing = refuses;
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.cut();
  }

  private join(viewer: Socket): void {
    this.keep(viewer);
    if (this.isRefusing) return void viewer.destroy();
    if (this.isHolding) return;
    const server = connect(this.targetPort(), '127.0.0.1');
    this.keep(server);
    this.downstream.add(server);
    viewer.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => viewer.write(chunk));
    viewer.once('close', () => server.destroy());
    server.once('close', () => {
      this.downstream.delete(server);
      viewer.destroy();
    });
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }
}
