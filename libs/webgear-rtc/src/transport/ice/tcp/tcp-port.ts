import { createServer, type Server, type Socket } from 'node:net';
import type { MuxTable } from '../mux-table.js';
import { TcpConnection } from './tcp-connection.js';

/** A browser sends its first check as soon as it is connected. */
const VERIFY_TIMEOUT_MS = 5000;

/** Connections of which nobody knows yet whose they are. */
const MAX_UNVERIFIED = 256;

/** Browsers open one to each of our addresses; those they do not choose stay idle. */
const MAX_CONNECTIONS = 4096;

/**
 * The TCP port beside the UDP port, for viewers whose networks let no UDP through: ICE's passive side (RFC 6544, 4.1).
 *
 * Video over TCP waits for every lost packet, so it is the last that a browser tries.
 */
export class TcpPort {
  private readonly connections = new Set<TcpConnection>();
  private readonly unverified = new Map<TcpConnection, NodeJS.Timeout>();

  private constructor(
    private readonly server: Server,
    private readonly directory: MuxTable,
  ) {
    server.maxConnections = MAX_CONNECTIONS;
    server.on('connection', (socket) => this.accept(socket));
    server.on('error', () => undefined);
  }

  /** @returns `undefined` when the port is not to be had: viewers then have UDP alone */
  static async bind(address: string, port: number, directory: MuxTable): Promise<TcpPort | undefined> {
    const server = createServer();
    const isBound = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => resolve(true));
    });
    if (!isBound) return undefined;
    server.removeAllListeners('error');
    // Viewers hold the process by their sessions; a port that waits for some does not.
    server.unref();
    return new TcpPort(server, directory);
  }

  /** Resolves when the port is free again. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.close();
    await closed;
  }

  private accept(socket: Socket): void {
    if (this.unverified.size >= MAX_UNVERIFIED) {
      socket.destroy();
      return;
    }
    const connection = new TcpConnection(socket, this.directory, () => this.settle(connection));
    this.connections.add(connection);
    this.unverified.set(
      connection,
      setTimeout(() => connection.close(), VERIFY_TIMEOUT_MS),
    );
    socket.on('close', () => {
      this.settle(connection);
      this.connections.delete(connection);
    });
  }

  private settle(connection: TcpConnection): void {
    clearTimeout(this.unverified.get(connection));
    this.unverified.delete(connection);
  }
}
