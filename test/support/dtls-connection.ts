import { X509Certificate } from 'node:crypto';
import {
  createSelfSignedCertificate,
  DtlsClient,
  HashAlgorithm,
  NamedCurveAlgorithm,
  SignatureAlgorithm,
} from 'werift';
import type { DtlsCertificate } from '../../libs/webgear-rtc/src/transport/dtls/dtls-certificate.js';
import {
  readRecords,
  RecordType,
  type DtlsRecord,
} from '../../libs/webgear-rtc/src/transport/dtls/dtls-records.js';
import { DtlsSession } from '../../libs/webgear-rtc/src/transport/dtls/dtls-session.js';
import type { DtlsSrtpKeys } from '../../libs/webgear-rtc/src/transport/dtls/srtp-keys.js';
import { SrtpProfile } from '../../libs/webgear-rtc/src/transport/srtp/srtp-profile.js';

const from: [string, number] = ['192.0.2.7', 54_321];

/** Our own comes from werift's one certificate for each process; a viewer has another. */
export async function createViewerCertificate(): Promise<DtlsCertificate> {
  const signatureHash = { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 };
  const { certPem, keyPem } = await createSelfSignedCertificate(
    signatureHash,
    NamedCurveAlgorithm.secp256r1_23,
  );
  const fingerprint = new X509Certificate(certPem).fingerprint256;
  return { certificatePem: certPem, privateKeyPem: keyPem, signatureHash, fingerprint };
}

/** A viewer and our session, joined in memory; a test may change what the viewer sends. */
export class DtlsConnection implements Disposable {
  readonly events: string[] = [];
  readonly sentToViewer: Buffer[] = [];
  readonly session: DtlsSession;
  readonly client: DtlsClient;
  keys: DtlsSrtpKeys | undefined;
  onUplink: (datagram: Buffer) => Buffer[] = (datagram) => [datagram];
  private resolveOutcome: () => void = () => undefined;
  private readonly outcome = new Promise<void>((resolve) => (this.resolveOutcome = resolve));

  /**
   * @param ours certificate of the session
   * @param expected fingerprint that the session expects of the viewer
   */
  constructor(
    ours: DtlsCertificate,
    expected: string,
    certificate: Pick<DtlsCertificate, 'certificatePem' | 'privateKeyPem' | 'signatureHash'>,
  ) {
    const transport: ConstructorParameters<typeof DtlsClient>[0]['transport'] = {
      type: 'memory',
      address: { address: from[0], port: from[1], family: 'IPv4' },
      closed: false,
      onData: () => undefined,
      send: async (datagram) => {
        for (const sent of this.onUplink(datagram)) setImmediate(() => this.receive(sent));
      },
      close: async () => undefined,
    };
    this.client = new DtlsClient({
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      signatureHash: certificate.signatureHash,
      extendedMasterSecret: true,
      srtpProfiles: [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1With80BitTag],
      transport,
    });
    this.session = new DtlsSession(
      ours,
      [expected],
      (datagram) => {
        this.sentToViewer.push(datagram);
        setImmediate(() => transport.onData(datagram, from));
      },
      {
        onConnected: (keys) => {
          this.keys = keys;
          this.happened('connected');
        },
        onFailed: (reason) => this.happened(`failed: ${reason}`),
        onClosed: () => this.happened('closed'),
      },
    );
  }

  receive(datagram: Buffer): void {
    this.session.handleDatagram(datagram, from);
  }

  /** Starts the handshake and resolves with what became of it. */
  async handshake(): Promise<string | undefined> {
    this.client.connect().catch(() => undefined);
    await this.outcome;
    return this.events[0];
  }

  /** A werift client repeats its flight, and keeps the process up, until it believes in the next. */
  [Symbol.dispose](): void {
    this.session.close();
    this.client.dtls.flight = Number.MAX_SAFE_INTEGER;
  }

  private happened(event: string): void {
    this.events.push(event);
    this.resolveOutcome();
  }
}

/** A record with a fragment of any type. */
export function record(type: number, epoch: number, sequenceNumber: number, fragment: Buffer): Buffer {
  const header = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, sequenceNumber, 0, 0]);
  header.writeUInt16BE(fragment.length, 11);
  return Buffer.concat([header, fragment]);
}

/** A handshake message in the clear, in one piece. */
export function handshake(type: number, messageSequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(type, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUInt16BE(messageSequence, 4);
  header.writeUIntBE(body.length, 9, 3);
  return record(RecordType.Handshake, 0, 100 + messageSequence, Buffer.concat([header, body]));
}

/** Whether a datagram holds a handshake message of a type in the clear. */
export const holds = (datagram: Buffer, messageType: number): boolean =>
  [...readRecords(datagram)].some(
    ({ type, epoch, fragment }: DtlsRecord) =>
      type === RecordType.Handshake && epoch === 0 && fragment[0] === messageType,
  );
