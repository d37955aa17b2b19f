import { randomInt } from 'node:crypto';
import type { VideoCodec } from '../../media/encoded-frame.js';
import { readAnswer, type ReadAnswer } from '../../sdp/read-answer.js';
import { writeOffer } from '../../sdp/write-offer.js';
import { createDtlsCertificate } from '../../transport/dtls/dtls-certificate.js';
import { DtlsClientSession } from '../../transport/dtls/dtls-client-session.js';
import { DtlsSession } from '../../transport/dtls/dtls-session.js';
import type { DtlsSrtpKeys } from '../../transport/dtls/srtp-keys.js';
import { ControllingIce } from '../../transport/ice/controlling/controlling-ice.js';
import type { RemoteAddress } from '../../transport/ice/remote-address.js';
import type { WhepClient, WhepSession } from './whep-client.js';

/** What to ask for. */
export interface PullRequest {
  /** Video codecs to ask for, in order of preference. */
  readonly codecs: readonly VideoCodec[];
  /** Whether to ask for sound. */
  readonly audio: boolean;
  /** Whether the server is on this machine. */
  readonly isLocal: boolean;
}

/** What a connection tells its owner. */
export interface PullConnectionEvents {
  /** An SRTP or SRTCP packet of the server. */
  onPacket(packet: Buffer): void;
  /** At most once, after it was connected: the reason. */
  onClosed(reason: string): void;
}

/** A connection that is up. */
export interface PulledKeys {
  readonly answer: ReadAnswer;
  readonly keys: DtlsSrtpKeys;
}

/** Connectivity checks and the handshake take well below a second; what takes longer than this does not come. */
const connectMs = 10_000;

/** Why a connection was not made, as a clause that completes "the session failed". */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/** A session at a WHEP server: from our offer to the keys of its media, and on to its end. */
export class PullConnection {
  private dtls: DtlsClientSession | DtlsSession | undefined;
  private session: WhepSession | undefined;
  /** Where the handshake goes until a pair is selected. */
  private heardFrom: RemoteAddress | undefined;
  private isClosed = false;

  private constructor(
    private readonly ice: ControllingIce,
    private readonly events: PullConnectionEvents,
  ) {}

  /**
   * Makes a session.
   *
   * @throws WebGearRtcError of {@link WhepClient.offer}; PullError; the reason of the signal when it aborts
   */
  static async open(
    client: WhepClient,
    request: PullRequest,
    events: PullConnectionEvents,
    signal: AbortSignal,
  ): Promise<{ readonly connection: PullConnection } & PulledKeys> {
    const ice = await ControllingIce.open({
      onDatagram: (datagram, from) => connection.receive(datagram, from),
      onLost: () => connection.end('the server does not answer any more'),
    });
    const connection = new PullConnection(ice, events);
    try {
      return { connection, ...(await connection.connect(client, request, signal)) };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Sends an SRTCP packet. */
  send(packet: Buffer): void {
    this.ice.send(packet);
  }

  /** Ends the session here and at the server. A second call does nothing. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dtls?.close();
    // Its alert is on its way through the socket by then.
    setImmediate(() => void this.ice.close());
    void this.session?.end();
  }

  private async connect(client: WhepClient, request: PullRequest, signal: AbortSignal): Promise<PulledKeys> {
    const certificate = await createDtlsCertificate();
    const { credentials } = this.ice;
    const offer = writeOffer({
      ...request,
      ice: credentials,
      candidates: this.ice.candidates(request.isLocal),
      fingerprint: certificate.fingerprint,
      sessionId: randomInt(2 ** 47),
    });
    this.session = await client.offer(offer, signal);
    const answer = readAnswer(this.session.sdp, request.codecs);
    if (typeof answer === 'string') throw new PullError(`the answer cannot be used: ${answer}`);
    const late = AbortSignal.timeout(connectMs);
    const either = AbortSignal.any([late, signal]);
    let step = `none of its ${answer.ice.candidates.length} addresses answers over UDP`;
    const keys = new Promise<DtlsSrtpKeys>((resolve, reject) => {
      const dtlsEvents = {
        onConnected: resolve,
        onFailed: (reason: string) => reject(new PullError(`DTLS failed: ${reason}`)),
        onClosed: () => this.end('the server ended it'),
      };
      const send = (datagram: Buffer): void => this.ice.send(datagram, this.heardFrom);
      this.dtls = answer.serverIsActive
        ? new DtlsSession(certificate, answer.fingerprints, send, dtlsEvents)
        : new DtlsClientSession(certificate, answer.fingerprints, send, dtlsEvents);
      const giveUp = (): void => reject(late.aborted ? new PullError(step) : (signal.reason as Error));
      either.addEventListener('abort', giveUp, { once: true });
    });
    const connecting = this.ice.connect(answer.ice, either).then((remote) => {
      step = 'the DTLS handshake does not end';
      this.heardFrom = remote;
      if (this.dtls instanceof DtlsClientSession) this.dtls.start();
    });
    // Both fail when the time is over; one of them says why.
    connecting.catch(() => undefined);
    return { answer, keys: await keys };
  }

  private receive(datagram: Buffer, from: RemoteAddress): void {
    const first = datagram[0] ?? 0;
    if (first >= 128 && first <= 191) return this.events.onPacket(datagram);
    if (first < 20 || first > 63) return;
    this.heardFrom ??= from;
    this.dtls?.handleDatagram(datagram, [from.address, from.port]);
  }

  private end(reason: string): void {
    if (this.isClosed) return;
    this.close();
    this.events.onClosed(reason);
  }
}
