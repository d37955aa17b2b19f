import { RtpClock } from '../rtp/rtp-clock.js';
import type { PeerLedger, RegisteredPeer, ViewerServer } from '../peers/viewer-server.interface.js';
import { toPacketizedFrame } from './frame-memory.js';
import { StreamStandIn } from './stream-stand-in.js';
import { fromThreadError, toThreadError, type ThreadError } from './thread-error.js';
import type { ThreadOrder, ThreadReport } from './thread-messages.interface.js';

interface Served {
  readonly viewer: number;
  readonly stream: StreamStandIn;
  peer: RegisteredPeer | undefined;
}

type Order<Kind extends ThreadOrder['kind']> = Extract<ThreadOrder, { readonly kind: Kind }>;

/** The viewers of one thread, under the numbers by which the other side knows them. */
export class ServedViewers implements PeerLedger {
  private readonly served = new Map<number, Served>();
  private readonly byToken = new Map<string, Served>();
  /** Who waits to be let in; also one whose session is closed meanwhile gets an answer. */
  private readonly arriving = new Map<number, StreamStandIn>();

  constructor(private readonly post: (report: ThreadReport) => void) {}

  /** Answers an offer. Does not reject: what goes wrong is reported. */
  async accept(
    server: Pick<ViewerServer, 'accept'>,
    { viewer, peerId, sessionToken, stream: facts, offer }: Order<'accept'>,
  ): Promise<void> {
    const rtpClock = new RtpClock(facts.wallClockOffsetUs, facts.rtpOffset);
    const stream = new StreamStandIn(viewer, { ...facts, rtpClock }, this.post);
    const served: Served = { viewer, stream, peer: undefined };
    this.arriving.set(viewer, stream);
    this.served.set(viewer, served);
    this.byToken.set(sessionToken, served);
    try {
      const answer = await server.accept(stream, offer, {
        peerId,
        sessionToken,
        // Others may come at the same time in other threads: whether there is a place is known on the other side.
        admit: () => undefined,
        onClosed: (reason) => this.post({ kind: 'closed', viewer, reason }),
      });
      await stream.admission;
      this.post({ kind: 'answered', viewer, answer });
    } catch (error) {
      this.forget(served, sessionToken);
      served.peer?.close('it was refused');
      this.post({ kind: 'not-answered', viewer, error: toThreadError(error) });
    } finally {
      this.arriving.delete(viewer);
    }
  }

  admitted(viewer: number, h264LevelIdc: number): void {
    this.arriving.get(viewer)?.admit(h264LevelIdc);
  }

  refused(viewer: number, error: ThreadError): void {
    this.arriving.get(viewer)?.refuse(fromThreadError(error));
  }

  /** Hands a picture to those who are to get it. */
  send({ number, viewers, frame }: Order<'frame'>): void {
    const packetized = toPacketizedFrame(frame);
    for (const viewer of viewers) this.served.get(viewer)?.stream.send(packetized, number);
  }

  close(viewer: number, reason: string): void {
    this.served.get(viewer)?.peer?.close(reason);
  }

  /** Tells how all are. */
  reportAll(): void {
    const snapshots = [...this.served.values()].flatMap(({ viewer, peer }) =>
      peer === undefined ? [] : [[viewer, peer.snapshot()] as const],
    );
    if (snapshots.length > 0) this.post({ kind: 'snapshots', snapshots });
  }

  add(peer: RegisteredPeer): void {
    const served = this.byToken.get(peer.sessionToken);
    if (served !== undefined) served.peer = peer;
  }

  remove(peer: RegisteredPeer): void {
    const served = this.byToken.get(peer.sessionToken);
    if (served !== undefined) this.forget(served, peer.sessionToken);
  }

  announce(peer: RegisteredPeer): void {
    const served = this.byToken.get(peer.sessionToken);
    if (served === undefined) return;
    this.post({ kind: 'state', viewer: served.viewer, snapshot: peer.snapshot() });
  }

  private forget({ viewer }: Served, sessionToken: string): void {
    this.served.delete(viewer);
    this.byToken.delete(sessionToken);
  }
}
