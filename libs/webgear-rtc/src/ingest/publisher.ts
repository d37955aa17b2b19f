import type { CaptureClock } from '../media/capture-clock.js';
import type { ReceivedMedia } from '../media/received-media.js';
import type { DtlsCertificate } from '../transport/dtls/dtls-certificate.js';
import { DtlsClientSession } from '../transport/dtls/dtls-client-session.js';
import { DtlsSession } from '../transport/dtls/dtls-session.js';
import type { DtlsSrtpKeys } from '../transport/dtls/srtp-keys.js';
import { checkCredentials } from '../transport/ice/binding-request.js';
import { createIceCredentials, type IceCredentials } from '../transport/ice/ice-credentials.js';
import type { LocalCandidate } from '../transport/ice/host-candidates.js';
import type { MuxedConnection } from '../transport/ice/mux-table.js';
import { parseCandidates, type OfferedCandidate } from '../transport/ice/offered-candidate.js';
import type { RemoteAddress } from '../transport/ice/remote-address.js';
import { SelectedPair } from '../transport/ice/selected-pair.js';
import type { PeerTransport } from '../transport/peer-transport.interface.js';
import type { ReceiveParameters } from './receive-parameters.js';
import { ReceiveSession } from './receive-session.js';

/** What a publisher is made of. */
export interface PublisherParts {
  readonly transport: PeerTransport;
  readonly ice: IceCredentials;
  /** The publisher's, from its offer. */
  readonly remoteIce: IceCredentials;
  readonly certificate: DtlsCertificate;
  /** Those of the offer. */
  readonly fingerprints: readonly string[];
  /** Whether the publisher waits for us to begin the handshake. */
  readonly isPassive: boolean;
  readonly parameters: ReceiveParameters;
  readonly clock: CaptureClock;
  /** Its media may be read. Called at most once. */
  readonly onConnected: (media: ReceivedMedia) => void;
  /** Called once, with the reason. */
  readonly onClosed: (reason: string) => void;
}

/** An offer that leads to nothing keeps others out this long, in microseconds. */
const setupTimeoutUs = 15_000_000;

/** A publisher connects within a second or two, and is heard many times a second then; else it makes room, in microseconds. */
const patienceUs = 3_000_000;

/** A publisher that is silent this long is gone: it asks for consent every six seconds at most (RFC 7675, 5.1). */
const silenceTimeoutUs = 8_000_000;

/** The far end's new half of an ICE session (RFC 8445, 9). */
export interface RemoteIceDescription extends IceCredentials {
  /** What follows `a=candidate:`. */
  readonly candidates: readonly string[];
}

/** Our half of an ICE session after a restart. */
export interface LocalIceDescription extends IceCredentials {
  readonly isLite: boolean;
  readonly candidates: readonly LocalCandidate[];
}

/** One publisher: from its offer to its end. Nothing is read that comes from an address without a verified check. */
export class Publisher implements MuxedConnection {
  private state: 'connecting' | 'connected' | 'closed' = 'connecting';
  private ice: IceCredentials;
  private readonly dtls: DtlsSession | DtlsClientSession;
  private readonly pair: SelectedPair;
  private readonly createdAtUs: number;
  private session: ReceiveSession | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastHeardUs: number;

  constructor(private readonly parts: PublisherParts) {
    this.ice = parts.ice;
    this.createdAtUs = parts.clock.nowUs();
    this.lastHeardUs = this.createdAtUs;
    this.pair = new SelectedPair(checkCredentials(parts.ice, parts.remoteIce), (datagram, to) =>
      parts.transport.send(datagram, to),
    );
    const Dtls = parts.isPassive ? DtlsClientSession : DtlsSession;
    this.dtls = new Dtls(parts.certificate, parts.fingerprints, (datagram) => this.send(datagram), {
      onConnected: (keys) => this.connected(keys),
      onFailed: (reason) => this.close(`DTLS failed: ${reason}`),
      onClosed: () => this.close('the publisher left'),
    });
    this.timer = setInterval(() => this.tick(parts.clock.nowUs()), ReceiveSession.tickMs);
    this.timer.unref();
    parts.transport.open(this);
  }

  get usernameFragment(): string {
    return this.ice.usernameFragment;
  }

  get password(): string {
    return this.ice.password;
  }

  /**
   * Whether another may take its place: it has had the time to connect, and has not; or nothing comes from it any more, as where its
   * network has failed and it comes back over another.
   */
  get isReplaceable(): boolean {
    const sinceUs = this.state === 'connecting' ? this.createdAtUs : this.lastHeardUs;
    return this.parts.clock.nowUs() - sinceUs > patienceUs;
  }

  handleBinding(from: RemoteAddress, nominated: boolean, transactionId: Buffer): boolean {
    const nowUs = this.parts.clock.nowUs();
    if (!this.pair.handleCheck(from, { nominated, transactionId }, nowUs)) return false;
    this.lastHeardUs = nowUs;
    // Behind the answer to its check, without which it reads no handshake. A second time does nothing.
    const { dtls } = this;
    if (dtls instanceof DtlsClientSession) setImmediate(() => dtls.start());
    return true;
  }

  handleBindingResponse(datagram: Buffer, from: RemoteAddress): void {
    this.pair.handleResponse(datagram, from, this.parts.clock.nowUs());
  }

  handleDatagram(datagram: Buffer, from: RemoteAddress): void {
    const first = datagram[0] ?? 0;
    const nowUs = this.parts.clock.nowUs();
    if (first >= 20 && first <= 63) {
      if (this.state === 'connecting') this.pair.select(from, nowUs);
      this.dtls.handleDatagram(datagram, [from.address, from.port]);
    } else if (first >= 128 && first <= 191 && this.session?.handleDatagram(datagram, nowUs) === true) {
      this.lastHeardUs = nowUs;
      this.pair.hear(from, nowUs);
    }
  }

  /** Takes candidates that the publisher found after its offer. */
  addCandidates(candidates: readonly string[]): void {
    if (this.state !== 'closed') this.parts.transport.addCandidates(parseCandidates(candidates));
  }

  /** The publisher's network has changed: new credentials, while keys and media stay as they are. */
  async restartIce(
    remote: RemoteIceDescription,
    preferredAddress: string | undefined,
  ): Promise<LocalIceDescription> {
    const { transport } = this.parts;
    const formerUsernameFragment = this.ice.usernameFragment;
    this.ice = createIceCredentials();
    this.pair.restart(checkCredentials(this.ice, remote));
    const remoteCandidates: readonly OfferedCandidate[] = parseCandidates(remote.candidates);
    const candidates = await transport.restart({
      formerUsernameFragment,
      remote: { ...remote, candidates: remoteCandidates },
      preferredAddress,
    });
    return { ...this.ice, isLite: transport.isLite, candidates };
  }

  /** Feedback, or the end of a publisher that is gone. */
  tick(nowUs: number): void {
    if (this.state === 'connecting' && nowUs - this.createdAtUs > setupTimeoutUs) {
      this.close('it did not connect');
    } else if (this.state === 'connected' && nowUs - this.lastHeardUs > silenceTimeoutUs) {
      this.close('it has fallen silent');
    } else this.session?.tick(nowUs);
  }

  /** Ends the session and releases everything. A second call does nothing. */
  close(reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    clearInterval(this.timer);
    this.session?.close(reason);
    this.dtls.close();
    this.pair.close();
    void this.parts.transport.close();
    this.parts.onClosed(reason);
  }

  private connected(keys: DtlsSrtpKeys): void {
    if (this.state !== 'connecting') return;
    this.state = 'connected';
    const { parameters, clock } = this.parts;
    this.lastHeardUs = clock.nowUs();
    this.session = new ReceiveSession(keys, {
      parameters,
      clock,
      send: (datagram) => this.send(datagram),
      onClosed: (reason) => this.close(reason),
    });
    this.parts.onConnected(this.session.media);
  }

  private send(datagram: Buffer): void {
    const { remote } = this.pair;
    if (remote !== undefined) this.parts.transport.send(datagram, remote);
  }
}
