import type { VideoCodec } from '../media/encoded-frame.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import { sourceWaitMs } from '../peers/source-wait.js';
import type { ViewedStream } from '../peers/viewed-stream.interface.js';
import type { Admission, PeerLedger } from '../peers/viewer-server.interface.js';
import type { FrameHandOver } from './frame-hand-over.js';
import { RemotePeer } from './remote-peer.js';
import { fromThreadError, toThreadError } from './thread-error.js';
import type { ThreadOrder, ViewerReport } from './thread-messages.interface.js';

/** Somebody whose offer is to be answered. */
interface Arrival {
  readonly stream: ViewedStream;
  readonly offer: PeerOffer;
  readonly admission: Admission;
  readonly resolve: (answer: PeerAnswer) => void;
  readonly reject: (error: Error) => void;
}

type Report<Kind extends ViewerReport['kind']> = Extract<ViewerReport, { readonly kind: Kind }>;

/** The viewers of one thread as this side knows them: their shares in the pictures, and whether there is a place. */
export class RemoteViewers {
  private readonly arrivals = new Map<number, Arrival>();
  private readonly peers = new Map<number, RemotePeer>();
  private lastViewer = 0;

  constructor(
    private readonly ledger: PeerLedger,
    private readonly handOver: Pick<FrameHandOver, 'offer'>,
    private readonly post: (order: ThreadOrder) => void,
  ) {}

  /** How many there are, those included who are still to be answered. */
  get size(): number {
    return new Set([...this.arrivals.keys(), ...this.peers.keys()]).size;
  }

  /** See `ViewerServer.accept`. Counts the viewer before it returns. */
  accept(stream: ViewedStream, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    const viewer = ++this.lastViewer;
    return new Promise((resolve, reject) => {
      this.arrivals.set(viewer, { stream, offer, admission, resolve, reject });
      const { peerId, sessionToken } = admission;
      const { name, passthroughEnabled, rtpClock } = stream;
      const { wallClockOffsetUs, offset: rtpOffset } = rtpClock;
      const facts = { name, passthroughEnabled, wallClockOffsetUs, rtpOffset };
      this.post({ kind: 'accept', viewer, peerId, sessionToken, stream: facts, offer: { ...offer } });
    });
  }

  /** What was under way when a viewer left comes too late, and means nothing. */
  receive(report: ViewerReport): void {
    switch (report.kind) {
      case 'enter':
        return void this.letIn(report);
      case 'answered':
        return this.settle(report.viewer)?.resolve(report.answer);
      case 'not-answered':
        this.peers.get(report.viewer)?.close('its offer could not be answered');
        return this.settle(report.viewer)?.reject(fromThreadError(report.error));
      case 'prepare':
        return this.peers.get(report.viewer)?.prepare();
      case 'deliver':
        return this.peers.get(report.viewer)?.startDelivery();
      case 'key-frame':
        return this.peers.get(report.viewer)?.requestKeyFrame();
      case 'lost':
        return this.peers.get(report.viewer)?.lose(report.number);
      case 'state':
        return this.readState(report);
      case 'snapshots':
        for (const [viewer, snapshot] of report.snapshots) this.peers.get(viewer)?.report(snapshot);
        return;
      case 'closed':
        return this.peers.get(report.viewer)?.close(report.reason);
    }
  }

  /** Nobody serves them any more. */
  end(reason: string, error: Error): void {
    for (const peer of this.peers.values()) peer.close(reason);
    for (const viewer of this.arrivals.keys()) this.settle(viewer)?.reject(error);
  }

  private settle(viewer: number): Arrival | undefined {
    const arrival = this.arrivals.get(viewer);
    this.arrivals.delete(viewer);
    return arrival;
  }

  private readState({ viewer, snapshot }: Report<'state'>): void {
    const peer = this.peers.get(viewer);
    if (peer === undefined) return;
    peer.report(snapshot);
    this.ledger.announce(peer);
  }

  private async letIn({ viewer, codec, h264ProfileIdcs }: Report<'enter'>): Promise<void> {
    const arrival = this.arrivals.get(viewer);
    if (arrival === undefined) return;
    const { stream } = arrival;
    try {
      // Nothing is awaited in between, so that two viewers cannot take the same last place.
      arrival.admission.admit();
      this.enter(viewer, arrival, codec, h264ProfileIdcs);
      const h264LevelIdc = codec === 'h264' ? await stream.h264LevelIdc(sourceWaitMs) : 0;
      this.post({ kind: 'admitted', viewer, h264LevelIdc });
    } catch (error) {
      this.post({ kind: 'refused', viewer, error: toThreadError(error) });
    }
  }

  private enter(
    viewer: number,
    { stream, offer, admission }: Arrival,
    codec: VideoCodec,
    h264ProfileIdcs: readonly string[],
  ): void {
    const peer = new RemotePeer({
      viewer,
      peerId: admission.peerId,
      sessionToken: admission.sessionToken,
      streamName: stream.name,
      remoteAddress: offer.remoteAddress,
      codec,
      subscription: stream.subscribe(codec, (profile) => h264ProfileIdcs.includes(profile.slice(0, 2))),
      handOver: this.handOver,
      onClosed: (closed, reason) => {
        this.peers.delete(viewer);
        // Said also where the thread has closed it itself, which then means nothing.
        this.post({ kind: 'close', viewer, reason });
        this.ledger.remove(closed);
        admission.onClosed(reason);
      },
    });
    this.peers.set(viewer, peer);
    this.ledger.add(peer);
  }
}
