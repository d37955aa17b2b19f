import { eventually } from '../../e2e/support/eventually.js';
import { HostApp } from '../../e2e/support/host-app.js';
import { LibDataChannelViewer } from '../../support/libdatachannel-viewer.js';
import { postOffer, postWhepOffer } from '../../support/post-offer.js';
import { UdpRelay, type LoopbackAddress } from '../../support/udp-relay.js';

const waitMs = 20_000;

/** By which route a viewer comes in, and over which addresses its media goes. */
export interface Entrance {
  readonly signaling: 'offer' | 'whep';
  readonly address: LoopbackAddress;
  /** Whether viewers are served in threads of their own, and how many. */
  readonly threads: number | false;
}

/** The ways in, with a name for each; what holds for one has to hold for all. */
export const entrances: readonly (readonly [name: string, entrance: Entrance])[] = [
  ['POST /offer over IPv4', { signaling: 'offer', address: '127.0.0.1', threads: false }],
  ['WHEP over IPv4, served in a thread', { signaling: 'whep', address: '127.0.0.1', threads: 1 }],
  ['WHEP over IPv6', { signaling: 'whep', address: '::1', threads: false }],
];

/** A server, one viewer of it, and between them a path with an attacker on it. */
export class WatchedServer implements AsyncDisposable {
  readonly viewer: LibDataChannelViewer;
  /** Our half of the ICE user name, which is no secret on the way. */
  usernameFragment = '';
  /** Our half of the ICE password, which signs the viewer's checks. */
  password = '';

  private constructor(
    readonly host: HostApp,
    readonly path: UdpRelay,
    private readonly entrance: Entrance,
  ) {
    this.viewer = new LibDataChannelViewer('vp8', { iceServers: [] }, entrance.address);
  }

  /** Starts a server, and a viewer that has not offered yet. */
  static async start(entrance: Entrance): Promise<WatchedServer> {
    const { threads, address } = entrance;
    const host = await HostApp.start({
      threads,
      source: 'test:bars2',
      resolution: [160, 120],
      frameSizeReduction: 0,
      // The option is for IPv4; without it there are both.
      ...(address === '127.0.0.1' && { udpAddress: address }),
    });
    return new WatchedServer(host, await UdpRelay.open(5764, address), entrance);
  }

  /** The server's address. */
  get address(): LoopbackAddress {
    return this.entrance.address;
  }

  /** Where media comes from; 0 until there is an answer. */
  get port(): number {
    return this.path.serverPort;
  }

  /** Lets the viewer offer and take the answer; what it offers may be changed on the way. */
  async offer(change: (offerSdp: string) => string = (sdp) => sdp): Promise<void> {
    await this.viewer.connect(async (sdp) => {
      const post = this.entrance.signaling === 'whep' ? postWhepOffer : postOffer;
      const answer = await post(this.host.url, change(sdp));
      this.usernameFragment = /a=ice-ufrag:(\S+)/.exec(answer)?.[1] ?? '';
      this.password = /a=ice-pwd:(\S+)/.exec(answer)?.[1] ?? '';
      return this.path.rewrite(answer);
    });
  }

  /** Resolves when the viewer has got so many more frames: by then, whatever came before them has been looked at. */
  async frames(count: number): Promise<void> {
    const before = this.seen;
    await eventually(
      () => this.seen,
      (now) => now >= before + count,
      waitMs,
    );
  }

  /** What the server knows of the viewer. */
  get peer(): HostApp['service']['peers'][number] | undefined {
    return this.host.service.peers[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.viewer[Symbol.dispose]();
    await this.path[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
  }

  private get seen(): number {
    return this.viewer.packets.filter(({ header }) => header.marker).length;
  }
}
