import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createSelfSignedCertificate,
  DtlsClient,
  HashAlgorithm,
  NamedCurveAlgorithm,
  SignatureAlgorithm,
} from 'werift';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from '../srtp/srtp-profile.js';
import { createDtlsCertificate, type DtlsCertificate } from './dtls-certificate.js';
import { readRecords, RecordType, type DtlsRecord } from './dtls-records.js';
import { DtlsSession, type DtlsSrtpKeys } from './dtls-session.js';

const from: [string, number] = ['192.0.2.7', 54_321];
const clientHello = 1;
const certificateVerify = 15;
const clientKeyExchange = 16;
const finished = 20;

let ours: DtlsCertificate;
let theirs: DtlsCertificate;
let strangers: DtlsCertificate;

beforeAll(async () => {
  [ours, theirs, strangers] = await Promise.all([
    createDtlsCertificate(),
    createViewerCertificate(),
    createViewerCertificate(),
  ]);
});

afterEach(() => {
  for (const { client } of connections) {
    // A werift client repeats its flight, and keeps the process up, until it believes in the next.
    client.dtls.flight = Number.MAX_SAFE_INTEGER;
  }
  connections = [];
});

/** Our own comes from werift's one certificate for each process; a viewer has another. */
async function createViewerCertificate(): Promise<DtlsCertificate> {
  const signatureHash = { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 };
  const { certPem, keyPem } = await createSelfSignedCertificate(
    signatureHash,
    NamedCurveAlgorithm.secp256r1_23,
  );
  const fingerprint = new X509Certificate(certPem).fingerprint256;
  return { certificatePem: certPem, privateKeyPem: keyPem, signatureHash, fingerprint };
}

let connections: Connection[] = [];

/** A viewer and our session, joined in memory; a test may change what the viewer sends. */
class Connection {
  readonly events: string[] = [];
  readonly sentToViewer: Buffer[] = [];
  readonly session: DtlsSession;
  readonly client: DtlsClient;
  keys: DtlsSrtpKeys | undefined;
  onUplink: (datagram: Buffer) => Buffer[] = (datagram) => [datagram];
  private resolveOutcome: () => void = () => undefined;
  private readonly outcome = new Promise<void>((resolve) => (this.resolveOutcome = resolve));

  constructor(certificate: Pick<DtlsCertificate, 'certificatePem' | 'privateKeyPem' | 'signatureHash'>) {
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
    connections.push(this);
    this.session = new DtlsSession(
      ours,
      [theirs.fingerprint],
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

  private happened(event: string): void {
    this.events.push(event);
    this.resolveOutcome();
  }
}

function record(type: number, epoch: number, sequenceNumber: number, fragment: Buffer): Buffer {
  const header = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, sequenceNumber, 0, 0]);
  header.writeUInt16BE(fragment.length, 11);
  return Buffer.concat([header, fragment]);
}

/** A handshake message in the clear, in one piece. */
function handshake(type: number, messageSequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(type, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUInt16BE(messageSequence, 4);
  header.writeUIntBE(body.length, 9, 3);
  return record(RecordType.Handshake, 0, 100 + messageSequence, Buffer.concat([header, body]));
}

const holds = (datagram: Buffer, messageType: number): boolean =>
  [...readRecords(datagram)].some(
    ({ type, epoch, fragment }: DtlsRecord) =>
      type === RecordType.Handshake && epoch === 0 && fragment[0] === messageType,
  );

describe('a handshake', () => {
  test('with the browser of the offer gives both ends the same keys', async () => {
    const connection = new Connection(theirs);
    expect(await connection.handshake()).toBe('connected');
    const { keys } = connection;
    expect(keys?.profile).toBe(SrtpProfile.AeadAes128Gcm);
    const viewers = connection.client.extractSessionKeys(
      masterKeyBytes,
      masterSaltBytes(SrtpProfile.AeadAes128Gcm),
    );
    expect(keys?.local).toEqual({ key: viewers.remoteKey, salt: viewers.remoteSalt });
    expect(keys?.remote).toEqual({ key: viewers.localKey, salt: viewers.localSalt });
    expect(keys?.local).not.toEqual(keys?.remote);
  });

  test('with another certificate than the offer’s fails', async () => {
    const connection = new Connection(strangers);
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('with the offer’s certificate copied by somebody without its key fails', async () => {
    const { certificatePem } = theirs;
    const connection = new Connection({ ...strangers, certificatePem });
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('with a changed signature fails', async () => {
    const connection = new Connection(theirs);
    connection.onUplink = (datagram) => {
      if (holds(datagram, certificateVerify)) datagram[datagram.length - 1] = (datagram.at(-1) ?? 0) ^ 1;
      return [datagram];
    };
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('without a signature never connects', async () => {
    const connection = new Connection(theirs);
    const finish = new Promise<void>((resolve) => {
      connection.onUplink = (datagram) => {
        if ([...readRecords(datagram)].some(({ epoch }) => epoch > 0)) resolve();
        return holds(datagram, certificateVerify) ? [] : [datagram];
      };
    });
    void connection.handshake();
    await finish;
    await new Promise((resolve) => setImmediate(resolve));
    expect(connection.events).toEqual([]);
    connection.session.close();
  });

  test('whose signed key exchange somebody replaces on the way fails', async () => {
    const connection = new Connection(theirs);
    const { publicKey } = generateKeyPairSync('x25519');
    const attacker = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    let replaced = false;
    connection.onUplink = (datagram) => {
      if (replaced) return [];
      if (!holds(datagram, certificateVerify)) return [datagram];
      replaced = true;
      return [
        datagram,
        handshake(clientKeyExchange, 50, Buffer.concat([Buffer.from([attacker.length]), attacker])),
        handshake(finished, 51, Buffer.alloc(12)),
      ];
    };
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('that sends on and on is ended before it fills the memory', async () => {
    const connection = new Connection(theirs);
    const fragment = handshake(clientHello, 0, Buffer.alloc(1000));
    // A fragment of a message that never becomes whole.
    fragment.writeUIntBE(100_000, 13 + 1, 3);
    for (let sent = 0; sent < 66; sent++) connection.receive(fragment);
    expect(connection.events).toEqual(['failed: it sends more than a handshake']);
  });

  test('that was given up sends no more and says nothing', async () => {
    const connection = new Connection(theirs);
    connection.session.close();
    connection.session.close();
    connection.receive(handshake(clientHello, 0, Buffer.alloc(100)));
    expect(connection.sentToViewer).toEqual([]);
    expect(connection.events).toEqual([]);
  });
});

describe('a connected session', () => {
  let connection: Connection;
  let viewersHello: Buffer;

  beforeEach(async () => {
    connection = new Connection(theirs);
    connection.onUplink = (datagram) => {
      if (holds(datagram, clientHello)) viewersHello = Buffer.from(datagram);
      return [datagram];
    };
    await connection.handshake();
    connection.sentToViewer.length = 0;
  });

  test.each<[string, () => Buffer]>([
    ['a ClientHello', () => viewersHello],
    ['a ClientHello that claims to be encrypted', () => Buffer.from(viewersHello).fill(1, 4, 5)],
    ['an alert in the clear', () => record(RecordType.Alert, 0, 9, Buffer.from([2, 40]))],
    ['an alert that claims to be encrypted', () => record(RecordType.Alert, 1, 9, Buffer.from([1, 0]))],
    ['an alert under another key', () => record(RecordType.Alert, 1, 9, Buffer.alloc(26, 1))],
    ['application data', () => record(23, 1, 9, Buffer.alloc(40, 1))],
    ['half a record', () => viewersHello.subarray(0, 20)],
    ['nothing', () => Buffer.alloc(0)],
  ])('is not moved by %s that somebody forged', async (_name, forge) => {
    connection.receive(forge());
    await new Promise((resolve) => setImmediate(resolve));
    expect(connection.events).toEqual(['connected']);
    expect(connection.sentToViewer).toEqual([]);

    connection.session.close();
    expect(connection.sentToViewer).toHaveLength(1);
  });

  test('sends its last flight again to a viewer that lost it', async () => {
    const flight = connection.client.dtls.lastMessage;
    connection.receive(Buffer.concat(flight));
    await new Promise((resolve) => setImmediate(resolve));
    expect(connection.sentToViewer.length).toBeGreaterThan(0);
    expect(connection.events).toEqual(['connected']);
  });

  test('says good-bye when it is closed, and the viewer understands', async () => {
    const closed = new Promise<void>((resolve) => connection.client.onClose.subscribe(() => resolve()));
    connection.session.close();
    connection.session.close();
    expect(connection.sentToViewer).toHaveLength(1);
    const [alert] = readRecords(connection.sentToViewer[0] ?? Buffer.alloc(0));
    if (alert === undefined) throw new Error('There is no record');
    const { type, version, epoch, sequenceNumber, fragment } = alert;
    const { client } = connection;
    const header = { type, version, epoch, sequenceNumber };
    expect([...client.cipher.cipher.decrypt(client.sessionType, fragment, header)]).toEqual([1, 0]);
    await closed;
  });

  test('ends when the viewer says good-bye', () => {
    const { client } = connection;
    const header = { type: RecordType.Alert, version: 0xfefd, epoch: 1, sequenceNumber: 7 };
    const fragment = client.cipher.cipher.encrypt(client.sessionType, Buffer.from([1, 0]), header);
    connection.receive(record(RecordType.Alert, 1, 7, fragment));
    connection.receive(record(RecordType.Alert, 1, 7, fragment));
    expect(connection.events).toEqual(['connected', 'closed']);
  });
});

test('a handshake rehearsed in memory succeeds', async () => {
  const { rehearseHandshake } = await import('./rehearse-handshake.js');
  await expect(rehearseHandshake(ours)).resolves.toBeUndefined();
});
