import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  createViewerCertificate,
  DtlsConnection,
  handshake,
  holds,
  record,
} from '../../../../../test/support/dtls-connection.js';
import { masterKeyBytes, masterSaltBytes, SrtpProfile } from '../srtp/srtp-profile.js';
import { createDtlsCertificate, type DtlsCertificate } from './dtls-certificate.js';
import { readRecords, RecordType } from './dtls-records.js';
import { DtlsSession } from './dtls-session.js';

const clientHello = 1;
const certificateVerify = 15;
const clientKeyExchange = 16;
const supportedCurves = 10;
const extendedMasterSecret = 23;
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
  for (const connection of connections) connection[Symbol.dispose]();
  connections = [];
});

let connections: DtlsConnection[] = [];

/** Joined until the end of the test. */
function join(certificate: ConstructorParameters<typeof DtlsConnection>[2]): DtlsConnection {
  const connection = new DtlsConnection(ours, theirs.fingerprint, certificate);
  connections.push(connection);
  return connection;
}

/** Lets the viewer offer these curves and no others (RFC 8422, 5.1.1). */
function offerCurves({ client }: DtlsConnection, ...curves: readonly number[]): void {
  const data = Buffer.from([0, 2 * curves.length, ...curves.flatMap((curve) => [0, curve])]);
  client.extensions = client.extensions.map((extension) =>
    extension.type === supportedCurves ? { ...extension, data } : extension,
  );
}

describe('a handshake', () => {
  test('with the browser of the offer gives both ends the same keys', async () => {
    const connection = join(theirs);
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

  test.each([
    ['X25519', 29],
    ['P-256', 23],
  ])('with a viewer that has no other curve than %s gives both ends the same keys', async (_name, curve) => {
    const connection = join(theirs);
    offerCurves(connection, curve);
    expect(await connection.handshake()).toBe('connected');
    const viewers = connection.client.extractSessionKeys(
      masterKeyBytes,
      masterSaltBytes(SrtpProfile.AeadAes128Gcm),
    );
    expect(connection.keys?.local).toEqual({ key: viewers.remoteKey, salt: viewers.remoteSalt });
    expect(connection.keys?.remote).toEqual({ key: viewers.localKey, salt: viewers.localSalt });
  });

  test('with a viewer that knows no extended master secret gives both ends the same keys', async () => {
    const connection = join(theirs);
    const { client } = connection;
    client.dtls.options.extendedMasterSecret = false;
    client.extensions = client.extensions.filter(({ type }) => type !== extendedMasterSecret);
    expect(await connection.handshake()).toBe('connected');
    const viewers = client.extractSessionKeys(masterKeyBytes, masterSaltBytes(SrtpProfile.AeadAes128Gcm));
    expect(connection.keys?.remote).toEqual({ key: viewers.localKey, salt: viewers.localSalt });
  });

  test.each([
    ['no point of its curve', 23, Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])],
    ['nothing', 23, Buffer.alloc(0)],
    ['a point that makes every secret zero', 29, Buffer.alloc(32)],
    ['less than a key', 29, Buffer.alloc(31, 9)],
  ])('with %s for a key does not connect', async (_name, curve, key) => {
    const connection = join(theirs);
    offerCurves(connection, curve);
    connection.onUplink = (datagram) => {
      if (!holds(datagram, clientKeyExchange)) return [datagram];
      // What comes first counts: the viewer's own is then a repetition.
      return [handshake(clientKeyExchange, 3, Buffer.concat([Buffer.from([key.length]), key])), datagram];
    };
    expect(await connection.handshake()).toMatch(/^failed: /);
  });

  test('with another certificate than the offer’s fails', async () => {
    const connection = join(strangers);
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('with the offer’s certificate copied by an attacker without its key fails', async () => {
    const { certificatePem } = theirs;
    const connection = join({ ...strangers, certificatePem });
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('with a changed signature fails', async () => {
    const connection = join(theirs);
    connection.onUplink = (datagram) => {
      if (holds(datagram, certificateVerify)) datagram[datagram.length - 1] = (datagram.at(-1) ?? 0) ^ 1;
      return [datagram];
    };
    expect(await connection.handshake()).toBe('failed: not the certificate of the offer');
  });

  test('without a signature never connects', async () => {
    const connection = join(theirs);
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

  test('whose signed key exchange is replaced on the path does not connect', async () => {
    const connection = join(theirs);
    const { publicKey } = generateKeyPairSync('x25519');
    const attacker = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    let replaced = false;
    let attack: () => void = () => undefined;
    const attacked = new Promise<void>((resolve) => (attack = resolve));
    connection.onUplink = (datagram) => {
      if (replaced) return [];
      if (!holds(datagram, certificateVerify)) return [datagram];
      replaced = true;
      attack();
      return [
        datagram,
        handshake(clientKeyExchange, 5, Buffer.concat([Buffer.from([attacker.length]), attacker])),
        handshake(finished, 6, Buffer.alloc(12)),
      ];
    };
    void connection.handshake();
    await attacked;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    // werift would take the second key exchange, and Finished in the clear.
    expect(connection.events).toEqual([]);
    connection.session.close();
  });

  test('that sends on and on is ended before it fills the memory', async () => {
    const connection = join(theirs);
    const fragment = handshake(clientHello, 0, Buffer.alloc(1000));
    // A fragment of a message that never becomes whole.
    fragment.writeUIntBE(100_000, 13 + 1, 3);
    for (let sent = 0; sent < 66; sent++) connection.receive(fragment);
    expect(connection.events).toEqual(['failed: it sends more than a handshake']);
  });

  test('that was given up sends no more and says nothing', async () => {
    const connection = join(theirs);
    connection.session.close();
    connection.session.close();
    connection.receive(handshake(clientHello, 0, Buffer.alloc(100)));
    expect(connection.sentToViewer).toEqual([]);
    expect(connection.events).toEqual([]);
  });
});

describe('a connected session', () => {
  let connection: DtlsConnection;
  let viewersHello: Buffer;

  beforeEach(async () => {
    connection = join(theirs);
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
  ])('is not moved by a forged %s', async (_name, forge) => {
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

  test('sends close_notify when it is closed, and the peer understands', async () => {
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

  test('ends when the peer sends close_notify', () => {
    const { client } = connection;
    const header = { type: RecordType.Alert, version: 0xfefd, epoch: 1, sequenceNumber: 7 };
    const fragment = client.cipher.cipher.encrypt(client.sessionType, Buffer.from([1, 0]), header);
    connection.receive(record(RecordType.Alert, 1, 7, fragment));
    connection.receive(record(RecordType.Alert, 1, 7, fragment));
    expect(connection.events).toEqual(['connected', 'closed']);
  });
});

test('a handshake is rehearsed in memory until it has succeeded once', async () => {
  const { warmUpHandshake } = await import('./warm-up-handshake.js');
  const handled = jest.spyOn(DtlsSession.prototype, 'handleDatagram');
  await expect(warmUpHandshake({ ...ours, privateKeyPem: 'none' })).rejects.toThrow(/pem/);
  handled.mockClear();
  await expect(Promise.all([warmUpHandshake(ours), warmUpHandshake(ours)])).resolves.toHaveLength(2);
  const datagrams = handled.mock.calls.length;
  expect(datagrams).toBeGreaterThan(0);
  await warmUpHandshake(ours);
  expect(handled.mock.calls).toHaveLength(datagrams);
  handled.mockRestore();
});
