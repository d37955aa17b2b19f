import type { Socket } from 'node:dgram';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { classes, DtlsClient, Message, methods } from 'werift';
import { createDtlsCertificate } from '../../libs/webgear-rtc/src/transport/dtls/dtls-certificate.js';
import { DtlsSession } from '../../libs/webgear-rtc/src/transport/dtls/dtls-session.js';
import type { RemoteAddress } from '../../libs/webgear-rtc/src/transport/ice/remote-address.js';
import type { MuxedConnection } from '../../libs/webgear-rtc/src/transport/ice/mux-table.js';
import { UdpMux } from '../../libs/webgear-rtc/src/transport/ice/udp-mux.js';
import { SrtpProfile } from '../../libs/webgear-rtc/src/transport/srtp/srtp-profile.js';
import { fuzz } from './support/fuzz.js';

type Transport = ConstructorParameters<typeof DtlsClient>[0]['transport'];

const from = { address: '127.0.0.1', port: 9 };

/** A session on the shared port with a DTLS handshake of its own, as far as the test lets it get. */
class FuzzedSession implements MuxedConnection {
  readonly usernameFragment = 'ours';
  readonly password = 'a password of ours';
  ended = false;
  connected = false;
  bindings = 0;
  toViewer: (datagram: Buffer) => void = () => undefined;
  readonly dtls: DtlsSession;

  constructor(certificate: Awaited<ReturnType<typeof createDtlsCertificate>>) {
    this.dtls = new DtlsSession(
      certificate,
      [certificate.fingerprint],
      (datagram) => this.toViewer(datagram),
      {
        onConnected: () => (this.connected = true),
        onFailed: () => (this.ended = true),
        onClosed: () => (this.ended = true),
      },
    );
  }

  handleBinding(): void {
    this.bindings++;
  }

  handleDatagram(datagram: Buffer, { address, port }: RemoteAddress): void {
    this.dtls.handleDatagram(datagram, [address, port]);
  }
}

let port: UdpMux;
/** What the socket does when a datagram comes, without the way through the kernel. */
let receive: (datagram: Buffer) => void;

beforeEach(async () => {
  port = await UdpMux.bind('127.0.0.1', 0);
  const { socket } = port as unknown as { socket: Socket };
  receive = (datagram) =>
    void socket.emit('message', datagram, { ...from, family: 'IPv4', size: datagram.length });
});

afterEach(async () => {
  await port.close();
});

function checks(password: string): Buffer[] {
  const key = Buffer.from(password);
  const request = () => new Message(methods.BINDING, classes.REQUEST).setAttribute('USERNAME', 'ours:theirs');
  return [
    request().addMessageIntegrity(key).addFingerprint().bytes,
    request()
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 2n)
      .setAttribute('USE-CANDIDATE', null)
      .addMessageIntegrity(key)
      .addFingerprint().bytes,
    request().setAttribute('XOR-MAPPED-ADDRESS', ['192.0.2.1', 9]).bytes,
    request().appendRawAttribute(0xc057, Buffer.alloc(4)).addMessageIntegrity(key).bytes,
    new Message(methods.BINDING, classes.RESPONSE).addFingerprint().bytes,
  ];
}

/** Connects a client to a session and returns what the client sent for it. */
async function recordHandshake(session: FuzzedSession, upTo: number): Promise<Buffer[]> {
  const sent: Buffer[] = [];
  const certificate = await createDtlsCertificate();
  const transport: Transport = {
    type: 'memory',
    address: { address: from.address, port: from.port, family: 'IPv4' },
    closed: false,
    onData: () => undefined,
    send: async (datagram) => {
      if (sent.length >= upTo) return;
      sent.push(datagram);
      session.dtls.handleDatagram(datagram, [from.address, from.port]);
    },
    close: async () => undefined,
  };
  session.toViewer = (datagram) => transport.onData(datagram, [from.address, from.port]);
  const client = new DtlsClient({
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    signatureHash: certificate.signatureHash,
    extendedMasterSecret: true,
    srtpProfiles: [SrtpProfile.AeadAes128Gcm],
    transport,
  });
  client.connect().catch(() => undefined);
  const giveUpAtMs = performance.now() + 5000;
  while (sent.length < upTo && !session.connected && performance.now() < giveUpAtMs) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.dtls.flight = Number.MAX_SAFE_INTEGER;
  session.toViewer = () => undefined;
  return sent;
}

test('connectivity checks of whatever form break nothing', async () => {
  const session = new FuzzedSession(await createDtlsCertificate());
  port.register(session);
  const samples = checks(session.password);
  await fuzz({ name: 'stun', samples, feed: (input) => receive(input) });
  const before = session.bindings;
  for (const sample of samples) receive(sample);
  expect(session.bindings - before).toBe(2);
}, 600_000);

test.each([
  ['before', 0, 1000],
  ['half way through', 2, 2000],
  ['after', 100, 10_000],
])(
  'DTLS of whatever form breaks nothing %s the handshake',
  async (_when, upTo, inputs) => {
    const certificate = await createDtlsCertificate();
    const [check = Buffer.alloc(0)] = checks('a password of ours');
    const samples = await recordHandshake(new FuzzedSession(certificate), 100);
    let session = new FuzzedSession(certificate);
    const begin = async (): Promise<void> => {
      port.unregister(session);
      session.dtls.close();
      session = new FuzzedSession(certificate);
      await recordHandshake(session, upTo);
      port.register(session);
      receive(check);
    };
    await begin();
    let fed = 0;
    await fuzz({
      name: 'dtls',
      samples,
      inputs,
      feed: (input) => {
        receive(input);
        return session.ended || ++fed % 500 === 0 ? begin() : undefined;
      },
    });
    expect(samples.length).toBeGreaterThan(5);
    expect(session.connected).toBe(upTo > samples.length);
    session.dtls.close();
  },
  600_000,
);
