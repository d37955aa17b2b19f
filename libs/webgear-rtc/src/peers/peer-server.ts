import { randomBytes, randomInt } from 'node:crypto';
import type { StreamEngine, TrackDescription } from '../broadcast/stream-engine.js';
import { subscribeViewer } from '../broadcast/viewer-subscription.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import { FramePacer } from '../rtp/frame-pacer.js';
import { HeaderExtensionUri, playoutDelay, type HeaderExtension } from '../rtp/rtp-header-extensions.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import type { RtpSenderParameters } from '../rtp/rtp-sender.js';
import { TransportFactory, type TransportFactoryOptions } from '../transport/transport-factory.js';
import { createDtlsCertificate, type DtlsCertificate } from '../transport/dtls/dtls-certificate.js';
import { warmUpHandshake } from '../transport/dtls/warm-up-handshake.js';
import { createIceCredentials } from '../transport/ice/ice-credentials.js';
import { Peer } from './peer.js';
import type { PeerAnswer, PeerOffer } from './peer-manager.interface.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import { buildAnswer, type AnsweredExtension } from '../sdp/build-answer.js';
import { formatFor, negotiateCodec, type NegotiatedCodec } from '../sdp/negotiate-codec.js';
import { selectSendBackend, type SendPath, sendPathLimit } from '../transport/send-path/send-path.js';
import { parseOffer, type ParsedOffer } from '../sdp/parse-offer.js';
import type { Admission } from './admission-control.js';
import type { PeerRegistry } from './peer-registry.js';
import type { ViewerServer } from './viewer-server.interface.js';

/** How the server is reached. */
export type PeerServerOptions = TransportFactoryOptions;

/**
 * How long an answer waits for the source to report its size. The whole answer has 50 ms; a file or a device is open before
 * that, and a slow source must not delay the viewer.
 */
const sourceWaitMs = 40;
const tickMs = 1000;
const minPlayoutDelayMs = 0;
const maxPlayoutDelayMs = 200;

/** Answers offers and owns the port all viewers share. Everything that needs werift begins here. */
export class PeerServer implements ViewerServer {
  private readonly peers = new Set<Peer>();
  private readonly timer: NodeJS.Timeout;
  private readonly pacer: FramePacer;

  private constructor(
    private readonly clock: CaptureClock,
    private readonly registry: PeerRegistry,
    private readonly connectivity: TransportFactory,
    private readonly certificate: DtlsCertificate,
    private readonly sendPath: SendPath,
  ) {
    this.pacer = new FramePacer(clock);
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
      createDtlsCertificate(),
    ]);
    const connectivity = await TransportFactory.open(options, (socket) => sendPath.openGsoSocket(socket));
    return new PeerServer(clock, registry, connectivity, certificate, sendPath);
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
    const { codecs, passthroughEnabled, tracks } = stream.describe();
    const offer = parseOffer(peerOffer.sdp, codecs);
    const codec = negotiateCodec(offer.video, codecs, passthroughEnabled);
    const admitted = admission.admit(codec.codec);
    // Not awaited where it was decided at once: another peer could take the place before this one is registered.
    if (admitted instanceof Promise) await admitted;
    const rtpClock = videoClock(tracks);
    const extensions = negotiateExtensions(offer);
    const captureTime = sendableExtensions(offer).find(
      ({ uri }) => uri === HeaderExtensionUri.AbsoluteCaptureTime,
    );
    const rtp: RtpSenderParameters = {
      ...rtpParameters(codec, extensions),
      ...(captureTime && { captureTime: { id: captureTime.id, clock: rtpClock } }),
    };
    const cname = randomBytes(12).toString('base64');
    const ice = createIceCredentials();
    const transport = this.connectivity.createTransport(offer, peerOffer.remoteAddress);

    const subscription = subscribeViewer(
      stream,
      codec.codec,
      (profile) => formatFor(codec, profile) !== undefined,
    );
    const peer = new Peer({
      peerId: admission.peerId,
      sessionToken: admission.sessionToken,
      streamName: stream.name,
      remoteAddress: peerOffer.remoteAddress,
      codec: codec.codec,
      rtp,
      cname,
      ice,
      remoteIce: offer.ice,
      certificate: this.certificate,
      fingerprints: offer.fingerprints,
      subscription,
      transport,
      pacer: this.pacer,
      createGcmProtector: this.sendPath.createGcmProtector,
      clock: this.clock,
      rtpClock,
      onState: (changed, reason) => {
        if (reason === undefined) return this.registry.announce(changed);
        this.peers.delete(changed);
        this.registry.remove(changed);
        admission.onClosed(reason);
      },
    });
    this.peers.add(peer);
    this.registry.add(peer);

    const [h264LevelIdc, candidates] = await Promise.all([
      codec.codec === 'h264' ? stream.h264LevelIdc(sourceWaitMs) : 0,
      transport.gather(peerOffer.localAddress),
    ]).catch((error: unknown) => {
      peer.close('its offer could not be answered');
      throw error;
    });
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
      extensions: captureTime === undefined ? extensions : [...extensions, captureTime],
      sessionId: randomInt(2 ** 47),
    });
    return { sdp, type: 'answer', peerId: peer.peerId, sessionToken: peer.sessionToken };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const peer of this.peers) peer.close('the server is shutting down');
    await this.connectivity.close();
  }
}

/** The same RTP clock as that of the renditions, which may be made in another thread. */
function videoClock(tracks: readonly TrackDescription[]): RtpClock {
  const video = tracks.find(({ kind }) => kind === 'video');
  if (video === undefined) {
    throw new WebGearRtcError('WGR_SDP_UNSUPPORTED', { reason: 'the stream has no video' });
  }
  return new RtpClock(video.wallClockOffsetUs, video.rtpOffset);
}

type NegotiatedExtension = HeaderExtension & AnsweredExtension;

/** What the viewer takes from us, under numbers that the one-byte form has (RFC 8285, 4.2). */
function sendableExtensions(offer: ParsedOffer): AnsweredExtension[] {
  return offer.video.headerExtensions
    .filter(({ id, direction }) => id >= 1 && id <= 14 && ['sendrecv', 'recvonly'].includes(direction))
    .map(({ id, uri, direction }) => ({ id, uri, ...(direction === 'recvonly' && { receiveOnly: true }) }));
}

function negotiateExtensions(offer: ParsedOffer): NegotiatedExtension[] {
  const values = new Map<string, Buffer>([
    [HeaderExtensionUri.PlayoutDelay, playoutDelay(minPlayoutDelayMs, maxPlayoutDelayMs)],
  ]);
  if (offer.video.mid !== undefined) values.set(HeaderExtensionUri.Mid, Buffer.from(offer.video.mid));
  return sendableExtensions(offer).flatMap((extension) => {
    const data = values.get(extension.uri);
    return data === undefined ? [] : [{ ...extension, data }];
  });
}

function rtpParameters(codec: NegotiatedCodec, extensions: readonly HeaderExtension[]): RtpSenderParameters {
  // From separate halves of the number space: one SSRC for both streams would give two packets the same SRTP key
  // stream (RFC 3711, 9.1).
  const ssrc = randomInt(1, 2 ** 31);
  const rtxSsrc = randomInt(2 ** 31, 2 ** 32);
  return {
    ssrc,
    payloadType: codec.payloadType,
    ...(codec.rtxPayloadType !== undefined && { rtx: { ssrc: rtxSsrc, payloadType: codec.rtxPayloadType } }),
    formatFor: (h264Profile) => formatFor(codec, h264Profile),
    extensions,
  };
}
