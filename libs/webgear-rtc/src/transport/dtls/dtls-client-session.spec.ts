import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  createViewerCertificate,
  handshake,
  holds,
  record,
} from '../../../../../test/support/dtls-connection.js';
import { createDtlsCertificate, type DtlsCertificate } from './dtls-certificate.js';
import { DtlsClientSession } from './dtls-client-session.js';
import { readRecords, RecordType } from './dtls-records.js';
import { DtlsSession } from './dtls-session.js';
import type { DtlsSrtpKeys } from './srtp-keys.js';
import { encodeHandshakeRecord, readFragments } from './handshake-fragments.js';

const serverKeyExchange = 12;
const serverHelloDone = 14;
const from: [string, number] = ['192.0.2.1', 4000];

let ours: DtlsCertificate;
let servers: DtlsCertificate;

beforeAll(async () => {
  [ours, servers] = await Promise.all([createDtlsCertificate(), createViewerCertificate()]);
});

/** Our client and a server, joined in memory; a test may change what the server sends. */
class Join {
  readonly events: string[] = [];
  readonly client: DtlsClientSession;
  readonly server: DtlsSession;
  keys: DtlsSrtpKeys | undefined;
  serverKeys: DtlsSrtpKeys | undefined;
  onDownlink: (datagram: Buffer) => Buffer[] = (datagram) => [datagram];
  onUplink: (datagram: Buffer) => Buffer[] = (datagram) => [datagram];

  constructor(expected: string, certificate: DtlsCertificate) {
    this.server = new DtlsSession(
      certificate,
      [ours.fingerprint],
      (datagram) => {
        for (const sent of this.onDownlink(datagram))
          setImmediate(() => this.client.handleDatagram(sent, from));
      },
      {
        onConnected: (keys) => (this.serverKeys = keys),
        onFailed: () => undefined,
        onClosed: () => undefined,
      },
    );
    this.client = new DtlsClientSession(
      ours,
      [expected],
      (datagram) => {
        for (const sent of this.onUplink(datagram))
          setImmediate(() => this.server.handleDatagram(sent, from));
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

  /** Starts the handshake and resolves with what became of it. */
  async start(): Promise<string | undefined> {
    this.client.start();
    await this.outcome;
    return this.events[0];
  }

  private resolve: () => void = () => undefined;
  private readonly outcome = new Promise<void>((resolve) => (this.resolve = resolve));

  private happened(event: string): void {
    this.events.push(event);
    this.resolve();
  }
}

let joins: Join[] = [];

function join(expected = servers.fingerprint, certificate = servers): Join {
  const made = new Join(expected, certificate);
  joins.push(made);
  return made;
}

afterEach(() => {
  for (const { client, server } of joins) {
    client.close();
    server.close();
  }
  joins = [];
});

describe('a handshake with a server', () => {
  test('of the answer gives both ends the same keys', async () => {
    const made = join();
    expect(await made.start()).toBe('connected');
    expect(made.keys?.local).toEqual(made.serverKeys?.remote);
    expect(made.keys?.remote).toEqual(made.serverKeys?.local);
  });

  test('of another certificate fails', async () => {
    expect(await join(ours.fingerprint).start()).toBe('failed: not the certificate of the answer');
  });

  test('that copied the certificate of the answer, without its key, fails', async () => {
    const stranger = await createViewerCertificate();
    const { certificatePem } = servers;
    const made = join(servers.fingerprint, { ...stranger, certificatePem });
    expect(await made.start()).toBe('failed: not the certificate of the answer');
  });

  test('whose key exchange is replaced on the path never connects', async () => {
    const made = join();
    const { publicKey } = generateKeyPairSync('x25519');
    const attackers = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const replaced = new Promise<void>((resolve) => {
      made.onDownlink = (datagram) => {
        if (!holds(datagram, serverKeyExchange)) return [datagram];
        for (const { type, fragment } of readRecords(datagram)) {
          // Type, curve, length, then the key.
          if (type === RecordType.Handshake && fragment[0] === serverKeyExchange)
            attackers.copy(fragment, 12 + 4);
        }
        setTimeout(resolve, 50);
        return [datagram];
      };
    });
    made.client.start();
    await replaced;
    expect(made.keys).toBeUndefined();
    expect(made.events).not.toContain('connected');
  });

  test('with a changed signature fails', async () => {
    const made = join();
    made.onDownlink = (datagram) => {
      for (const { fragment } of readRecords(datagram)) {
        const last = fragment.length - 1;
        if (fragment[0] === serverKeyExchange) fragment[last] = (fragment[last] ?? 0) ^ 1;
      }
      return [datagram];
    };
    const outcome = await Promise.race([made.start(), new Promise((resolve) => setTimeout(resolve, 300))]);
    expect(outcome).not.toBe('connected');
    expect(made.keys).toBeUndefined();
  });

  test('goes on whatever is repeated, changes places or comes in pieces', async () => {
    const made = join();
    made.onDownlink = (datagram) => {
      const pieces = [...readRecords(datagram)].flatMap(({ epoch, type, fragment, bytes }) =>
        epoch > 0 || type !== RecordType.Handshake ? [bytes] : halves(fragment),
      );
      return [...pieces.toReversed(), ...pieces];
    };
    expect(await made.start()).toBe('connected');
    expect(made.keys?.local).toEqual(made.serverKeys?.remote);
  });

  test('that does not read its first datagram, as FFmpeg, goes on after the second', async () => {
    // Those of werift, of another module, go on.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      const made = join();
      const sent: Buffer[] = [];
      made.onUplink = (datagram) => (sent.push(datagram) === 1 ? [] : [datagram]);
      const outcome = made.start();
      await Promise.resolve();
      expect(sent).toHaveLength(1);
      jest.advanceTimersByTime(50);
      expect(sent).toEqual([sent[0], sent[0]]);
      expect(await outcome).toBe('connected');
    } finally {
      jest.useRealTimers();
    }
  });

  test('is not ended by what anyone could have sent', async () => {
    const made = join();
    let isForged = false;
    made.onDownlink = (datagram) => {
      if (isForged) return [datagram];
      isForged = true;
      return [
        record(RecordType.Alert, 0, 1, Buffer.from([2, 40])),
        record(RecordType.Alert, 1, 1, Buffer.alloc(26)),
        handshake(20, 0, Buffer.alloc(12)),
        handshake(serverHelloDone, 7, Buffer.alloc(0)),
        Buffer.from([22]),
        datagram,
      ];
    };
    expect(await made.start()).toBe('connected');
    made.client.handleDatagram(record(RecordType.Alert, 1, 9, Buffer.alloc(26)), from);
    made.client.handleDatagram(record(RecordType.Alert, 0, 9, Buffer.from([2, 0])), from);
    expect(made.events).toEqual(['connected']);
  });

  test('that is over is closed by the server’s close_notify', async () => {
    const made = join();
    await made.start();
    const closed = new Promise<void>((resolve) => {
      const { onDownlink } = made;
      made.onDownlink = (datagram) => {
        setTimeout(resolve, 20);
        return onDownlink(datagram);
      };
    });
    made.server.close();
    await closed;
    expect(made.events).toEqual(['connected', 'closed']);
  });

  test('that sends on and on is ended before it fills the memory', () => {
    const made = join();
    const fragment = handshake(2, 0, Buffer.alloc(1000));
    // A fragment of a message that never becomes whole.
    fragment.writeUIntBE(16_000, 13 + 1, 3);
    for (let sent = 0; sent < 66; sent++) made.client.handleDatagram(fragment, from);
    expect(made.events).toEqual(['failed: it sends more than a handshake']);
  });
});

/** A message as two fragments, where it has a body. */
function halves(message: Buffer): Buffer[] {
  return [...readFragments(message)].flatMap(({ type, messageSequence, data }) => {
    const whole = encodeHandshakeRecord(type, messageSequence, data);
    if (data.length < 2) return [whole];
    const middle = data.length >> 1;
    return [
      [0, middle],
      [middle, data.length],
    ].map(([start = 0, end = 0]) => {
      const part = encodeHandshakeRecord(type, messageSequence, data.subarray(start, end));
      part.writeUIntBE(data.length, 14, 3);
      part.writeUIntBE(start, 19, 3);
      return part;
    });
  });
}
