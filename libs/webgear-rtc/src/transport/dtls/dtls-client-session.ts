import { DtlsClient } from 'werift';
import type { DtlsCertificate } from './dtls-certificate.js';
import { encodeCloseNotify, isClosingAlert, readRecords } from './dtls-records.js';
import { maxHandshakeBytes, type DtlsSessionEvents } from './dtls-session.js';
import { ServerFlight } from './server-flight.js';
import { agreedSrtpProfile, exportSrtpKeys, offeredSrtpProfiles } from './srtp-keys.js';
import { isExpectedServer } from './verify-server.js';

/** After which the first flight is repeated, where werift waits for 500. libwebrtc does the same. */
const firstRepetitionMs = 50;
/** Above any flight of werift's. */
const noFlight = Number.MAX_SAFE_INTEGER;

type WeriftTransport = ConstructorParameters<typeof DtlsClient>[0]['transport'];

/** The client end of DTLS, around werift's `DtlsClient`: for a far end that waits for us (`a=setup:passive`). */
export class DtlsClientSession {
  private readonly client: DtlsClient;
  private readonly flight = new ServerFlight();
  private readonly transport: WeriftTransport;
  private receivedBytes = 0;
  private isStarted = false;
  private firstFlight: Buffer | undefined;
  private state: 'handshaking' | 'connected' | 'closed' = 'handshaking';

  /** @param fingerprints those of the answer, one of which the server's certificate must have */
  constructor(
    certificate: DtlsCertificate,
    private readonly fingerprints: readonly string[],
    private readonly send: (datagram: Buffer) => void,
    private readonly events: DtlsSessionEvents,
  ) {
    this.transport = {
      type: 'ice',
      address: { address: '0.0.0.0', port: 0, family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: async (datagram) => {
        if (this.state !== 'closed') this.send(datagram);
        this.firstFlight ??= datagram;
      },
      close: async () => undefined,
    };
    this.client = new DtlsClient({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      signatureHash: certificate.signatureHash,
      extendedMasterSecret: true,
      srtpProfiles: offeredSrtpProfiles,
      transport: this.transport,
    });
    this.client.onConnect.subscribe(() => this.finish());
    this.client.onError.subscribe((error) => this.fail(String(error)));
  }

  /** Sends the first flight, and repeats each until it is answered. To be called once there is a candidate pair; a second call does nothing. */
  start(): void {
    if (this.isStarted || this.state === 'closed') return;
    this.isStarted = true;
    // FFmpeg begins its handshake at the first datagram, and does not read it.
    setTimeout(() => this.repeatFirstFlight(), firstRepetitionMs).unref();
    this.client.connect().catch((error: unknown) => this.fail(String(error)));
  }

  /** Takes a datagram from an address that ICE has verified. */
  handleDatagram(datagram: Buffer, fromAddress: [address: string, port: number]): void {
    if (this.state === 'closed') return;
    for (const record of readRecords(datagram)) {
      // Nothing in the clear means anything once connected, and an alert that anyone could have sent never does.
      if (record.epoch > 0 && this.client.cipher.cipher !== undefined && isClosingAlert(this.client, record))
        return this.end();
    }
    if (this.state === 'connected') return;
    this.receivedBytes += datagram.length;
    if (this.receivedBytes > maxHandshakeBytes) return this.fail('it sends more than a handshake');
    for (const record of this.flight.receive(datagram)) this.deliver(record, fromAddress);
  }

  /** Sends close_notify where a peer is connected, and nothing after it. A second call does nothing. */
  close(): void {
    if (this.state === 'connected') this.send(encodeCloseNotify(this.client));
    this.leave();
  }

  private repeatFirstFlight(): void {
    const isAnswered = this.state !== 'handshaking' || this.receivedBytes > 0;
    if (!isAnswered && this.firstFlight !== undefined) this.send(this.firstFlight);
  }

  private deliver(record: Buffer, fromAddress: [address: string, port: number]): void {
    try {
      this.transport.onData(record, fromAddress);
    } catch {
      // A malformed message is dropped. werift does not read its repetition again, so the session times out.
    }
  }

  private finish(): void {
    if (this.state !== 'handshaking') return;
    const profile = agreedSrtpProfile(this.client);
    if (profile === undefined) return this.fail('no SRTP profile in common');
    if (!isExpectedServer(this.client, this.fingerprints))
      return this.fail('not the certificate of the answer');
    this.state = 'connected';
    this.events.onConnected(exportSrtpKeys(this.client, profile));
  }

  private fail(reason: string): void {
    if (this.state !== 'handshaking') return;
    this.leave();
    this.events.onFailed(reason);
  }

  private end(): void {
    if (this.state === 'closed') return;
    const wasConnected = this.state === 'connected';
    this.leave();
    if (wasConnected) this.events.onClosed();
    else this.events.onFailed('the server ended it');
  }

  private leave(): void {
    this.state = 'closed';
    // werift repeats a flight for half a minute unless it sees the next, and keeps the process up meanwhile.
    this.client.dtls.flight = noFlight;
  }
}
