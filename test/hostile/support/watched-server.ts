import { eventually } from '../../e2e/support/eventually.js';
import { HostApp } from '../../e2e/support/host-app.js';
import { LibDataChannelViewer } from '../../support/libdatachannel-viewer.js';
import { postOffer } from '../../support/post-offer.js';
import { UdpRelay } from '../../support/udp-relay.js';

const waitMs = 20_000;

/** A server, one viewer of it, and between them a path with an attacker on it. */
export class WatchedServer implements AsyncDisposable {
  readonly viewer = new LibDataChannelViewer('vp8');
  /** Where media comes from; 0 until there is an answer. */
  port = 0;
  /** Our half of the ICE user name, which is no secret on the way. */
  usernameFragment = '';
  /** Our half of the ICE password, which signs the viewer's checks. */
  password = '';

  private constructor(
    readonly host: HostApp,
    readonly path: UdpRelay,
  ) {}

  /** @param threads whether viewers are served in threads of their own, and how many */
  static async start(threads: number | false = false): Promise<WatchedServer> {
    const host = await HostApp.start({
      threads,
      source: 'test:',
      resolution: [160, 120],
      frameSizeReduction: 0,
      udpAddress: '127.0.0.1',
    });
    return new WatchedServer(host, await UdpRelay.open(5764));
  }

  /** Lets the viewer offer and take the answer; what it offers may be changed on the way. */
  async offer(change: (offerSdp: string) => string = (sdp) => sdp): Promise<void> {
    await this.viewer.connect(async (sdp) => {
      const answer = await postOffer(this.host.url, change(sdp));
      this.port = Number(/ (\d+) typ host/.exec(answer)?.[1]);
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
