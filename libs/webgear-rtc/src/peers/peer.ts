import type { ViewerSubscription } from '../broadcast/viewer-subscription.js';
import type { FrameSink } from '../broadcast/stream-engine.js';
import type { ViewPermission } from '../options/access-options.interface.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { FramePacer } from '../rtp/frame-pacer.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import type { RtpSenderParameters } from '../rtp/rtp-sender.js';
import type { DtlsCertificate } from '../transport/dtls/dtls-certificate.js';
import { DtlsSession } from '../transport/dtls/dtls-session.js';
import type { DtlsSrtpKeys } from '../transport/dtls/srtp-keys.js';
import type { IceCredentials } from '../transport/ice/ice-credentials.js';
import { IceSession } from '../transport/ice/ice-session.js';
import { parseCandidates } from '../transport/ice/offered-candidate.js';
import type { RemoteAddress } from '../transport/ice/remote-address.js';
import type { MuxedConnection } from '../transport/ice/mux-table.js';
import { KeyFrameRequests } from './key-frame-requests.js';
import { MediaSession } from './media-session.js';
import type { PeerAudio } from './peer-audio.js';
import type { SendPath } from '../transport/send-path/send-path.js';
import type { LeaveReason } from './leave-reason.js';
import type { PeerSnapshot, PeerState } from './peer-snapshot.interface.js';
import { permissionSnapshot } from './known-viewer.js';
import { trackSnapshot } from './track-snapshot.js';
import type { PeerTransport } from '../transport/peer-transport.interface.js';
import type { RegisteredPeer } from './peer-registry.js';
import type { ReportBatches, RtcpReader } from './report-batches.js';
import { RungHistory } from './rung-history.js';
import type { ViewerAdaptation } from './viewer-adaptation.js';
import type { IceAnswer, IceDescription, ViewerPreferences } from './peer-manager.interface.js';

/** What a viewer is made of. */
export interface PeerParts {
  readonly peerId: string;
  readonly sessionToken: string;
  readonly streamName: string;
  readonly remoteAddress?: string | undefined;
  readonly permission?: ViewPermission | undefined;
  readonly codec: VideoCodec;
  readonly rtp: RtpSenderParameters;
  readonly cname: string;
  readonly ice: IceCredentials;
  /** The viewer's, from its offer. */
  readonly remoteIce: IceCredentials;
  readonly certificate: DtlsCertificate;
  readonly fingerprints: readonly string[];
  readonly subscription: ViewerSubscription;
  /** What decides on its quality, where there is anything to decide. */
  readonly adaptation?: ViewerAdaptation | undefined;
  readonly transport: PeerTransport;
  readonly pacer: FramePacer;
  readonly reports: ReportBatches;
  readonly sendPath: Pick<SendPath, 'createGcmProtector' | 'createGcmAead'>;
  readonly clock: CaptureClock;
  readonly rtpClock: RtpClock;
  /** Called after each change of state; the last call is with `closed`. */
  readonly onState: (peer: Peer, reason?: LeaveReason, detail?: string) => void;
}

/** An offer that leads to nothing holds its place this long, in microseconds. */
const setupTimeoutUs = 15_000_000;
/**
 * A viewer that is silent this long is gone. A browser sends a check every few seconds and a report every second; an
 * ICE-lite agent has no consent checks of its own to notice by (RFC 7675, 5.1).
 */
const silenceTimeoutUs = 12_000_000;
/** What the sound takes of a path, in bits per second: up to 96 kbit/s, and 50 headers a second. */
const audioReserveBps = 100_000;

/** One browser: from its offer to its end. */
export class Peer implements MuxedConnection, FrameSink, RtcpReader, RegisteredPeer {
  private state: PeerState = 'connecting';
  private readonly ice: IceSession;
  private readonly createdAtMs = Date.now();
  private readonly createdAtUs: number;
  private readonly dtls: DtlsSession;
  private media: MediaSession | undefined;
  private audio: PeerAudio | undefined;
  private lastHeardUs: number;
  private framesSent = 0;
  private readonly rungs = new RungHistory();
  private framesLeftOut = 0;
  private keyFrameRequests = 0;
  private readonly keyFrames: KeyFrameRequests;

  constructor(private readonly parts: PeerParts) {
    this.createdAtUs = parts.clock.nowUs();
    this.lastHeardUs = this.createdAtUs;
    this.keyFrames = new KeyFrameRequests(() => parts.subscription.requestKeyFrame());
    this.ice = new IceSession(parts.ice, parts.remoteIce, (datagram, to) =>
      parts.transport.send(datagram, to),
    );
    this.dtls = new DtlsSession(parts.certificate, parts.fingerprints, (datagram) => this.send(datagram), {
      onConnected: (keys) => this.connected(keys),
      onFailed: (reason) => this.close('failed', `DTLS failed: ${reason}`),
      onClosed: () => this.close('left'),
    });
    parts.transport.open(this);
  }

  get peerId(): string {
    return this.parts.peerId;
  }

  get sessionToken(): string {
    return this.parts.sessionToken;
  }

  get streamName(): string {
    return this.parts.streamName;
  }

  get usernameFragment(): string {
    return this.ice.local.usernameFragment;
  }

  get password(): string {
    return this.ice.local.password;
  }

  get formerIce(): IceCredentials | undefined {
    return this.ice.formerAt(this.parts.clock.nowUs());
  }

  handleBinding(from: RemoteAddress, nominated: boolean, transactionId: Buffer): boolean {
    const nowUs = this.parts.clock.nowUs();
    if (!this.ice.pair.handleCheck(from, { nominated, transactionId }, nowUs)) return false;
    this.lastHeardUs = nowUs;
    return true;
  }

  handleBindingResponse(datagram: Buffer, from: RemoteAddress): void {
    const nowUs = this.parts.clock.nowUs();
    // What was sent on the former path is lost, and the viewer's request for a key frame was sent there too.
    if (this.ice.pair.handleResponse(datagram, from, nowUs) === 'moved') this.keyFrames.request(nowUs);
  }

  handleDatagram(datagram: Buffer, from: RemoteAddress): void {
    const first = datagram[0] ?? 0;
    const nowUs = this.parts.clock.nowUs();
    if (first >= 20 && first <= 63) {
      if (this.state === 'connecting') {
        this.ice.pair.select(from, nowUs);
        this.parts.adaptation?.begin(from.address, nowUs);
        // The rest of the handshake takes longer than the next frame, with which this viewer can then start at once.
        this.parts.subscription.prepare();
      }
      this.dtls.handleDatagram(datagram, [from.address, from.port]);
    } else if (first >= 128 && first <= 191) this.parts.reports.receive(this, datagram, from, nowUs);
  }

  readRtcp(datagram: Buffer, from: RemoteAddress): void {
    const nowUs = this.parts.clock.nowUs();
    if (this.state !== 'connected' || this.media?.handleRtcp(datagram, nowUs) !== true) return;
    this.lastHeardUs = nowUs;
    this.ice.pair.hear(from, nowUs);
  }

  /** Sound to be sent along, once the viewer is connected: agreed on after the peer was admitted, and before it is answered. */
  serveAudio(audio: PeerAudio): void {
    this.audio = audio;
    this.parts.adaptation?.reserve(audioReserveBps);
  }

  /** What its path carries, in bits per second: an encoder that follows it takes that for its target. */
  get bandwidthBps(): number | undefined {
    return this.parts.adaptation?.bandwidthBps;
  }

  /** A wish of the viewer, its page or the application; what is left out stays as it was. */
  prefer(preferences: ViewerPreferences): void {
    this.parts.adaptation?.prefer(preferences, this.parts.clock.nowUs());
  }

  addCandidates(candidates: readonly string[]): void {
    if (this.state === 'closed') return;
    this.parts.transport.addCandidates(parseCandidates(candidates));
  }

  async restartIce(remote: IceDescription, localAddress: string | undefined): Promise<IceAnswer> {
    const { transport } = this.parts;
    const former = this.ice.restart(remote, this.parts.clock.nowUs());
    const { usernameFragment, password } = this.ice.local;
    const candidates = await transport.restart({
      formerUsernameFragment: former.usernameFragment,
      remote: { ...remote, candidates: parseCandidates(remote.candidates) },
      preferredAddress: localAddress,
    });
    return {
      usernameFragment,
      password,
      isLite: transport.isLite,
      candidates: candidates.map(({ sdp }) => sdp),
    };
  }

  sendFrame(frame: PacketizedFrame): boolean {
    const nowUs = this.parts.clock.nowUs();
    // Taken, or the subscription would ask for key frames at its own pace.
    if (this.parts.adaptation?.leavesOut(frame, nowUs) === true) {
      this.framesLeftOut++;
      return true;
    }
    if (this.media?.video.sendFrame(frame, nowUs) !== true) return false;
    this.framesSent++;
    this.rungs.note(this.parts.subscription, nowUs);
    // After the broadcast of this frame: what is asked for then may be sent at once, and comes behind it.
    if (this.keyFrames.waiting) queueMicrotask(() => this.keyFrames.frameSent(frame.keyFrame, nowUs));
    return true;
  }

  /** Once a second: a sender report, or the end of a peer that is gone. */
  tick(nowUs: number): void {
    if (this.state === 'connecting' && nowUs - this.createdAtUs > setupTimeoutUs) {
      this.close('unconnected');
    } else if (this.state === 'connected' && nowUs - this.lastHeardUs > silenceTimeoutUs) {
      this.close('silent');
    } else {
      this.media?.sendReport(nowUs);
      this.parts.adaptation?.tick(nowUs);
    }
  }

  close(reason: LeaveReason, detail?: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.parts.subscription.release();
    this.audio?.release();
    this.media?.close();
    this.dtls.close();
    this.ice.pair.close();
    void this.parts.transport.close();
    this.parts.onState(this, reason, detail);
  }

  snapshot(): PeerSnapshot {
    const media = this.media?.counters();
    return {
      peerId: this.parts.peerId,
      streamName: this.parts.streamName,
      mode: 'webrtc',
      state: this.state,
      codec: this.parts.codec,
      ...(this.parts.remoteAddress !== undefined && { remoteAddress: this.parts.remoteAddress }),
      ...permissionSnapshot(this.parts.permission),
      createdAtMs: this.createdAtMs,
      framesSent: this.framesSent - (media?.framesGivenUp ?? 0),
      framesDropped:
        this.parts.subscription.framesDropped() + this.framesLeftOut + (media?.framesGivenUp ?? 0),
      keyFrameRequests: this.keyFrameRequests,
      ...trackSnapshot(media, this.createdAtUs),
      ...(media !== undefined && { transport: media.transport }),
      ...(this.media !== undefined && this.qualitySnapshot(this.media)),
      ...(this.audio && { audio: this.audio.snapshot() }),
    };
  }

  private connected(keys: DtlsSrtpKeys): void {
    if (this.state !== 'connecting') return;
    this.state = 'connected';
    this.lastHeardUs = this.parts.clock.nowUs();
    const { adaptation, sendPath } = this.parts;
    const stamp = adaptation?.stamp;
    const media = new MediaSession(keys, {
      rtp: stamp === undefined ? this.parts.rtp : { ...this.parts.rtp, stamp },
      ...(this.audio && { audio: this.audio.track(stamp) }),
      ...(adaptation && { path: adaptation }),
      cname: this.parts.cname,
      clock: this.parts.rtpClock,
      route: this.parts.transport.route(() => this.ice.pair.remote),
      pacer: this.parts.pacer,
      sendPath,
      send: (datagram) => this.send(datagram),
      onKeyFrameRequest: () => {
        this.keyFrameRequests++;
        if (this.media?.video.holdsKeyFrame !== true) this.keyFrames.request(this.parts.clock.nowUs());
      },
      onBye: () => this.close('left'),
    });
    this.media = media;
    media.sendReport(this.lastHeardUs);
    adaptation?.attach(media.video, this.lastHeardUs);
    this.parts.subscription.attach(this);
    // Without a report on both when they begin, a viewer plays them out of sync until the next.
    if (media.audio) this.audio?.start(media.audio, () => media.sendReport(this.parts.clock.nowUs()));
    this.parts.onState(this);
  }

  private qualitySnapshot({ video }: MediaSession): Partial<PeerSnapshot> {
    const { subscription, adaptation } = this.parts;
    const { rung, rungs } = subscription;
    const targetBps = rungs.find((each) => each.rung === rung)?.bitrateBps;
    const { estimateBps, tooSlow = false } = adaptation ?? {};
    return {
      rung,
      rungs,
      ...this.rungs.snapshot(this.parts.clock.nowUs()),
      ...(targetBps !== undefined && { targetBps }),
      ...(estimateBps !== undefined && { estimateBps }),
      queueMs: video.queueUs / 1000,
      freezes: video.freezes,
      tooSlow,
    };
  }

  private send(datagram: Buffer): void {
    const { remote } = this.ice.pair;
    if (remote !== undefined) this.parts.transport.send(datagram, remote);
  }
}
