import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { SeededRandom } from '../../libs/webgear-rtc/src/testing/seeded-random.js';
import { BottleneckLink, type LinkSettings, type LinkStep } from './network/bottleneck-link.mjs';
import { DeliveryQueue } from './network/delivery-queue.mjs';

/** What a path does to datagrams: rate, queue, delay, loss, jitter. */
export type PathSettings = LinkSettings;

/** Where both the viewer and the server are. */
export type LoopbackAddress = '127.0.0.1' | '::1';

/** `up` is from the viewer to the server. */
export type Direction = 'up' | 'down';

/**
 * A bad path between viewers and the server, on loopback and without rights over the machine's network. A viewer gets
 * an answer in which the relay stands in the server's place. All viewers of a relay share its links; viewers with a line
 * each have a relay each. It runs in the process that opens it: what measures time beside other work uses
 * `NetworkRelay`, which has a process of its own.
 */
export class UdpRelay implements AsyncDisposable {
  /** One link per direction, each to be changed alone; a perfect path at first. */
  readonly links: Readonly<Record<Direction, BottleneckLink>>;
  /** Sees each datagram, and says what goes on in its place, if anything. */
  onPass: (direction: Direction, datagram: Buffer) => Buffer | undefined = (_direction, datagram) => datagram;
  private readonly upstreams = new Map<string, Socket>();
  private readonly deliveries = new DeliveryQueue();
  /** Where the server's media comes from; 0 before an answer. */
  serverPort = 0;
  private readonly abandoned = new Set<string>();

  private constructor(
    private readonly downstream: Socket,
    private readonly address: LoopbackAddress,
    seed: number,
  ) {
    const random = new SeededRandom(seed);
    this.links = { up: new BottleneckLink({}, random), down: new BottleneckLink({}, random) };
    downstream.on('message', (datagram, viewer) => {
      if (this.abandoned.has(keyOf(viewer))) return;
      const upstream = this.upstreamOf(viewer);
      this.carry('up', datagram, (passed) => upstream.send(passed, this.serverPort, address));
    });
  }

  /** @param address that both sides have */
  static async open(seed: number, address: LoopbackAddress = '127.0.0.1'): Promise<UdpRelay> {
    const downstream = await bind(address);
    return new UdpRelay(downstream, address, seed);
  }

  /** What it does from now on, the same in each direction. */
  set path(settings: PathSettings) {
    this.links.up.replace(settings);
    this.links.down.replace(settings);
  }

  /** Datagrams that got lost here, at random or because a queue was full. */
  get lost(): number {
    const { up, down } = this.links;
    return up.lost + up.dropped + down.lost + down.dropped;
  }

  /** Changes the path towards the viewer at the times of the steps, counted from now. */
  follow(steps: readonly LinkStep[]): void {
    this.links.down.follow(steps, performance.now());
  }

  /** The answer with this relay for its only candidate. */
  rewrite(answerSdp: string): string {
    const host = this.address === '::1' ? '::1' : '\\S+';
    const candidate = new RegExp(`^a=candidate:\\S+ 1 udp \\d+ ${host} (\\d+) typ host`, 'm').exec(answerSdp);
    if (candidate === null) throw new Error('The answer has no candidate.');
    this.serverPort = Number(candidate[1]);
    const { port } = this.downstream.address();
    const [first, ...rest] = answerSdp.split(/^a=candidate:.*\r\n/m);
    return `${first}a=candidate:1 1 udp 2130706431 ${this.address} ${port} typ host\r\n${rest.join('')}`;
  }

  /** Sends the server something in the viewer's name: from where the viewer's own datagrams come. */
  forge(datagram: Buffer): void {
    for (const upstream of this.upstreams.values()) upstream.send(datagram, this.serverPort, this.address);
  }

  /** Gives the viewer other ports on the server's side, as a router does that has forgotten it. */
  rebind(): void {
    for (const upstream of this.upstreams.values()) upstream.close();
    this.upstreams.clear();
  }

  /** Lets nothing pass any more, in either direction, for the ports that viewers have now: only new ones work. */
  abandon(): void {
    for (const key of this.upstreams.keys()) this.abandoned.add(key);
    this.rebind();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.deliveries.close();
    const sockets = [this.downstream, ...this.upstreams.values()];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  /** The server tells viewers apart by where they come from, so each has a port of its own on that side. */
  private upstreamOf(viewer: RemoteInfo): Socket {
    const { address, port } = viewer;
    const key = keyOf(viewer);
    let upstream = this.upstreams.get(key);
    if (upstream === undefined) {
      upstream = createSocket(this.address === '::1' ? 'udp6' : 'udp4');
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
    const arrivalMs = this.links[direction].enqueue(performance.now(), passed.length);
    if (arrivalMs !== undefined) this.deliveries.add(arrivalMs, () => deliver(passed));
  }
}

function keyOf({ address, port }: RemoteInfo): string {
  return `${address}:${port}`;
}

async function bind(address: LoopbackAddress): Promise<Socket> {
  const socket = createSocket(address === '::1' ? 'udp6' : 'udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}
