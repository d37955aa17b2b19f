import { DtlsServer } from 'werift';
import type { DtlsCertificate } from './dtls-certificate.js';
import { encodeCloseNotify, isClosingAlert, readRecords, RecordType } from './dtls-records.js';
import { HandshakeReassembler } from './handshake-reassembler.js';
import { NativeKeyExchange } from './native-key-exchange.js';
import { agreedSrtpProfile, exportSrtpKeys, offeredSrtpProfiles, type DtlsSrtpKeys } from './srtp-keys.js';
import { isExpectedClient } from './verify-client.js';

/** What a session tells its owner; each at most once. */
export interface DtlsSessionEvents {
  readonly onConnected: (keys: DtlsSrtpKeys) => void;
  /** The handshake failed, or the other end is not the browser that sent the offer. */
  readonly onFailed: (reason: string) => void;
  /** The peer sent close_notify. */
  readonly onClosed: () => void;
}

/** A handshake with post-quantum key shares or a chain of RSA certificates, and repetitions, is some 20 kB. */
export const maxHandshakeBytes = 65_536;
const lastFlight = 6;

type WeriftTransport = ConstructorParameters<typeof DtlsServer>[0]['transport'];

/**
 * The server end of one viewer's DTLS, around werift's `DtlsServer`.
 *
 * It is made before the answer leaves, so that the peer's first flight finds a listener: werift's own transport makes
 * it after ICE is done, and the viewer then waits for its retransmission timer.
 */
export class DtlsSession {
  private readonly server: DtlsServer;
  private readonly keyExchange: NativeKeyExchange;
  private readonly reassembler = new HandshakeReassembler();
  private readonly transport: WeriftTransport;
  private receivedBytes = 0;
  private state: 'handshaking' | 'connected' | 'closed' = 'handshaking';

  /** @param fingerprints those of the offer, one of which the viewer's certificate must have */
  constructor(
    certificate: DtlsCertificate,
    private readonly fingerprints: readonly string[],
    private readonly send: (datagram: Buffer) => void,
    private readonly events: DtlsSessionEvents,
  ) {
    this.transport = {
      type: 'ice-lite',
      address: { address: '0.0.0.0', port: 0, family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: async (datagram) => {
        if (this.state !== 'closed') this.send(datagram);
      },
      close: async () => undefined,
    };
    this.server = new DtlsServer({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      signatureHash: certificate.signatureHash,
      certificateRequest: true,
      extendedMasterSecret: true,
      srtpProfiles: offeredSrtpProfiles,
      transport: this.transport,
    });
    this.keyExchange = new NativeKeyExchange(this.server);
    this.server.onConnect.subscribe(() => this.finish());
    this.server.onError.subscribe((error) => this.fail(String(error)));
    this.server.onClose.subscribe(() => this.end());
  }

  /** Takes a datagram from an address that ICE has verified. */
  handleDatagram(datagram: Buffer, fromAddress: [address: string, port: number]): void {
    if (this.state === 'closed') return;
    if (this.state === 'connected') return this.handleConnected(datagram, fromAddress);
    this.count(datagram);
    for (const record of this.reassembler.receive(datagram)) this.deliver(record, fromAddress);
  }

  /** Sends close_notify where a peer is connected, and nothing after it. A second call does nothing. */
  close(): void {
    if (this.state === 'connected') this.send(encodeCloseNotify(this.server));
    this.leave();
  }

  /**
   * Once connected, nothing in the clear means anything: werift would take one forged ClientHello for a renegotiation
   * and drop the keys of the running session. A datagram that mixes both is real: a client that lost our last flight
   * sends its own again, and only the encrypted end of it shows that it is the same client.
   */
  private handleConnected(datagram: Buffer, fromAddress: [address: string, port: number]): void {
    const handshakes: Buffer[] = [];
    for (const record of readRecords(datagram)) {
      if (record.epoch === 0) continue;
      if (isClosingAlert(this.server, record)) return this.end();
      if (record.type === RecordType.Handshake) handshakes.push(record.bytes);
    }
    if (handshakes.length > 0) this.deliver(Buffer.concat(handshakes), fromAddress);
  }

  private count({ length }: Buffer): void {
    this.receivedBytes += length;
    if (this.receivedBytes > maxHandshakeBytes) this.fail('it sends more than a handshake');
  }

  private deliver(records: Buffer, fromAddress: [address: string, port: number]): void {
    if (this.state === 'closed') return;
    try {
      this.transport.onData(records, fromAddress);
    } catch {
      // werift reads a record's length before it looks whether there is one; a stump is no record.
    }
  }

  private finish(): void {
    if (this.state !== 'handshaking') return;
    const profile = agreedSrtpProfile(this.server);
    if (profile === undefined) return this.fail('no SRTP profile in common');
    if (!isExpectedClient(this.server, this.keyExchange.remotePublicKey, this.fingerprints))
      return this.fail('not the certificate of the offer');
    this.state = 'connected';
    this.events.onConnected(exportSrtpKeys(this.server, profile));
  }

  private fail(reason: string): void {
    if (this.state !== 'handshaking') return;
    this.leave();
    this.events.onFailed(reason);
  }

  private end(): void {
    if (this.state === 'closed') return;
    this.leave();
    this.events.onClosed();
  }

  private leave(): void {
    this.state = 'closed';
    // werift repeats a flight for half a minute unless it sees the handshake done, and keeps the process up meanwhile.
    this.server.dtls.flight = lastFlight;
  }
}
