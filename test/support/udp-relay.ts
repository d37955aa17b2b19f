import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { SeededRandom } from '../../libs/webgear-rtc/src/testing/seeded-random.js';

/** What a path does to datagrams, the same in each direction. */
export interface PathSettings {
  /** Share of datagrams that get lost, 0 to 1. */
  readonly lossRate?: number;
  /** How long each is under way, in milliseconds. */
  readonly delayMs?: number;
  /** By how much longer some are, at most, in milliseconds. Order is kept. */
  readonly jitterMs?: number;
  /** Share that is overtaken by those behind, 0 to 1. */
  readonly reorderRate?: number;
}

const overtakenByMs = 15;

/** `up` is from the viewer to the server. */
export type Direction = 'up' | 'down';

/**
 * A bad path between a viewer and the server, on loopback and without rights over the machine's network. The viewer gets
 * an answer in which the relay stands in the server's place.
 */
export class UdpRelay implements AsyncDisposable {
  /** What it does from now on; a perfect path at first. */
  path: PathSettings = {};
  /** Datagrams that got lost here. */
  lost = 0;
  /** Sees each datagram, and says what goes on in its place, if anything. */
  onPass: (direction: Direction, datagram: Buffer) => Buffer | undefined = (_direction, datagram) => datagram;
  private readonly random: SeededRandom;
  private readonly upstreams = new Map<string, Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly arrivals = { up: 0, down: 0 };
  private serverPort = 0;
  private closed = false;

  private constructor(
    private readonly downstream: Socket,
    seed: number,
  ) {
    this.random = new SeededRandom(seed);
    downstream.on('message', (datagram, viewer) => {
      const upstream = this.upstreamOf(viewer);
      this.carry('up', datagram, (passed) => upstream.send(passed, this.serverPort, '127.0.0.1'));
    });
  }

  static async open(seed: number): Promise<UdpRelay> {
    const downstream = await bind();
    return new UdpRelay(downstream, seed);
  }

  /** The answer with this relay for its only candidate. */
  rewrite(answerSdp: string): string {
    const candidate = /^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host\r\n/m.exec(answerSdp);
    if (candidate === null) throw new Error('The answer has no candidate.');
    this.serverPort = Number(candidate[1]);
    const { port } = this.downstream.address();
    const [first, ...rest] = answerSdp.split(/^a=candidate:.*\r\n/m);
    return `${first}a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host\r\n${rest.join('')}`;
  }

  /** Sends the server something in the viewer's name: from where the viewer's own datagrams come. */
  forge(datagram: Buffer): void {
    for (const upstream of this.upstreams.values()) upstream.send(datagram, this.serverPort, '127.0.0.1');
  }

  /** Gives the viewer other ports on the server's side, as a router does that has forgotten it. */
  rebind(): void {
    for (const upstream of this.upstreams.values()) upstream.close();
    this.upstreams.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    const sockets = [this.downstream, ...this.upstreams.values()];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  /** The server tells viewers apart by where they come from, so each has a port of its own on that side. */
  private upstreamOf({ address, port }: RemoteInfo): Socket {
    const key = `${address}:${port}`;
    let upstream = this.upstreams.get(key);
    if (upstream === undefined) {
      upstream = createSocket('udp4');
      upstream.on('message', (datagram) => {
        this.carry('down', datagram, (passed) => this.downstream.send(passed, port, address));
      });
      this.upstreams.set(key, upstream);
    }
    return upstream;
  }

  private carry(direction: Direction, datagram: Buffer, deliver: (passed: Buffer) => void): void {
    const passed = this.onPass(direction, datagram);
    if (passed === undefined) return;
    const { lossRate = 0, delayMs = 0, jitterMs = 0, reorderRate = 0 } = this.path;
    if (this.random.chance(lossRate)) {
      this.lost++;
      return;
    }
    const nowMs = performance.now();
    const inOrderMs = Math.max(this.arrivals[direction], nowMs + delayMs + this.random.next() * jitterMs);
    const overtaken = this.random.chance(reorderRate);
    if (!overtaken) this.arrivals[direction] = inOrderMs;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        if (!this.closed) deliver(passed);
      },
      inOrderMs - nowMs + (overtaken ? overtakenByMs : 0),
    );
    this.timers.add(timer);
  }
}

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
