import { randomBytes, randomInt } from 'node:crypto';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import { subscribeViewer } from '../broadcast/viewer-subscription.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { FramePacer } from '../rtp/frame-pacer.js';
import { TransportFactory, type TransportFactoryOptions } from '../transport/transport-factory.js';
import type { DtlsCertificateSetting } from '../options/dtls-certificate.js';
import type { DtlsCertificate } from '../transport/dtls/dtls-certificate.js';
import { loadDtlsCertificate } from '../transport/dtls/load-dtls-certificate.js';
import { warmUpHandshake } from '../transport/dtls/warm-up-handshake.js';
import { createIceCredentials } from '../transport/ice/ice-credentials.js';
import { negotiateMedia } from './negotiate-media.js';
import { PathEstimates } from './path-estimates.js';
import { Peer } from './peer.js';
import type { PeerAnswer, PeerOffer } from './peer-manager.interface.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import { buildAnswer } from '../sdp/build-answer.js';
import { formatFor, negotiateCodec } from '../sdp/negotiate-codec.js';
import { selectSendBackend, type SendPath, sendPathLimit } from '../transport/send-path/send-path.js';
import { parseOffer } from '../sdp/parse-offer.js';
import type { Admission } from './admission-control.js';
import { unansweredText } from './leave-reason.js';
import type { PeerRegistry } from './peer-registry.js';
import { ReportBatches } from './report-batches.js';
import { serveSound } from './serve-sound.js';
import { ViewerAdaptation } from './viewer-adaptation.js';
import type { ViewerServer } from './viewer-server.interface.js';

/** How the server is reached, and what it shows to its viewers. */
export interface PeerServerOptions extends TransportFactoryOptions {
  /** See `RegistrationSettings.dtlsCertificate`; a new one where left out. */
  readonly dtlsCertificate?: DtlsCertificateSetting | undefined;
}

/** What the far end of a session connects to. */
export interface MediaEndpoint {
  readonly connectivity: TransportFactory;
  readonly certificate: DtlsCertificate;
}

/**
 * How long an answer waits for the source to report its size. The whole answer has 50 ms; a file or a device is open before
 * that, and a slow source must not delay the viewer.
 */
const sourceWaitMs = 40;
const tickMs = 1000;

/** Answers offers and owns the port all viewers share. Everything that needs werift begins here. */
export class PeerServer implements ViewerServer {
  private readonly peers = new Set<Peer>();
  private readonly timer: NodeJS.Timeout;
  private readonly pacer: FramePacer;
  private readonly reports: ReportBatches;
  private readonly estimates = new PathEstimates();

  private constructor(
    private readonly clock: CaptureClock,
    private readonly registry: PeerRegistry,
    private readonly connectivity: TransportFactory,
    private readonly certificate: DtlsCertificate,
    private readonly sendPath: SendPath,
  ) {
    this.pacer = new FramePacer(clock);
    this.reports = new ReportBatches(clock, () => connectivity.readsTogether);
    this.timer = setInterval(() => this.tick(clock.nowUs()), tickMs);
    this.timer.unref();
  }

  /** Binds the port and makes the certificate. */
  static async open(
    options: PeerServerOptions,
    clock: CaptureClock,
    registry: PeerRegistry,
  ): Promise<PeerServer> {
    const [sendPath, certificate] = await Promise.all([
      selectSendBackend(sendPathLimit()),
      loadDtlsCertificate(options.dtlsCertificate),
    ]);
    const connectivity = await TransportFactory.open(options, sendPath);
    return new PeerServer(clock, registry, connectivity, certificate, sendPath);
  }

  /** The port that viewers have, and our certificate: for publishers as well. */
  get endpoint(): MediaEndpoint {
    return { connectivity: this.connectivity, certificate: this.certificate };
  }

  /** See `ViewerServer.transport`. */
  get transport(): SendPathSnapshot {
    return this.sendPath.transport;
  }

  /** See `ViewerServer.warmUp`. */
  async warmUp(): Promise<void> {
    await warmUpHandshake(this.certificate);
  }

  /** Once a second: sender reports, and the end of peers that are gone. */
  tick(nowUs: number): void {
    for (const peer of this.peers) peer.tick(nowUs);
  }

  async accept(stream: StreamEngine, peerOffer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    const { codecs, passthroughEnabled, tracks, adaptive } = stream.describe();
    const offer = parseOffer(peerOffer.sdp, codecs);
    const codec = negotiateCodec(offer.video, codecs, passthroughEnabled);
    const admitted = admission.admit(codec.codec);
    // Not awaited where it was decided at once: another peer could take the place before this one is registered.
    if (admitted instanceof Promise) await admitted;
    const { rtp, clock: rtpClock, extensions, congestion } = negotiateMedia(offer, codec, tracks, adaptive);
    const cname = randomBytes(12).toString('base64');
    const ice = createIceCredentials();
    const transport = this.connectivity.createTransport(offer, peerOffer.remoteAddress);

    const subscription = subscribeViewer(
      stream,
      codec.codec,
      (profile) => formatFor(codec, profile) !== undefined,
      peerOffer.permission?.maxRung,
    );
    const adaptation =
      congestion &&
      new ViewerAdaptation({
        subscription,
        congestion,
        capBps: offer.video.bandwidthBps,
        estimates: this.estimates,
      });
    subscription.watchLadder(() => adaptation?.revise(this.clock.nowUs()));
    const peer = new Peer({
      peerId: admission.peerId,
      sessionToken: admission.sessionToken,
      streamName: stream.name,
      remoteAddress: peerOffer.remoteAddress,
      permission: peerOffer.permission,
      codec: codec.codec,
      rtp,
      cname,
      ice,
      remoteIce: offer.ice,
      certificate: this.certificate,
      fingerprints: offer.fingerprints,
      subscription,
      ...(adaptation && { adaptation }),
      transport,
      pacer: this.pacer,
      reports: this.reports,
      sendPath: this.sendPath,
      clock: this.clock,
      rtpClock,
      onState: (changed, reason, detail) => {
        if (reason === undefined) return this.registry.announce(changed);
        this.peers.delete(changed);
        this.registry.remove(changed, reason, detail);
        admission.onClosed(reason, detail);
      },
    });
    if (peerOffer.quality !== undefined) peer.prefer(peerOffer.quality);
    this.peers.add(peer);
    this.registry.add(peer);

    const [h264LevelIdc, candidates, sound] = await Promise.all([
      codec.codec === 'h264' ? stream.h264LevelIdc(sourceWaitMs) : 0,
      transport.gather(peerOffer.localAddress),
      serveSound(stream, offer, congestion, this.clock, sourceWaitMs),
    ]).catch((error: unknown) => {
      peer.close('failed', unansweredText);
      throw error;
    });
    if (sound) peer.serveAudio(sound.audio);
    const sdp = buildAnswer({
      offer,
      codec,
      h264LevelIdc,
      ice,
      isLite: transport.isLite,
      candidates,
      fingerprint: this.certificate.fingerprint,
      ssrc: rtp.ssrc,
      ...(rtp.rtx && { rtxSsrc: rtp.rtx.ssrc }),
      cname,
      ...(sound && { audio: sound.answered }),
      extensions,
      ...(congestion && { congestionFeedback: congestion.rtcpFeedback }),
      sessionId: randomInt(2 ** 47),
    });
    return { sdp, type: 'answer', peerId: peer.peerId, sessionToken: peer.sessionToken };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const peer of this.peers) peer.close('shutdown');
    await this.connectivity.close();
  }
}
